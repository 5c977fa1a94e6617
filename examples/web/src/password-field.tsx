export function PasswordField({ wrong = false }) {
  return (
    <>
      <label htmlFor="password">Password</label>
      <input
        id="password" name="password" type="password" required autoComplete="current-password"
        aria-describedby="problem" aria-invalid={wrong}
      />
    </>
  );
}
