package example;

import io.github.cdkcognitocustomauth.Challenge;
import io.github.cdkcognitocustomauth.ChallengeSequence;
import io.github.cdkcognitocustomauth.CustomAuthUserPool;
import io.github.cdkcognitocustomauth.EmailCodeOptions;
import io.github.cdkcognitocustomauth.EmailSender;
import io.github.cdkcognitocustomauth.SesEmailSenderOptions;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cognito.SignInAliases;
import software.amazon.awscdk.services.cognito.UserPoolProps;

/** A code by e-mail, no password. */
public final class PasswordlessApp {
    public static void main(final String[] args) {
        App app = new App();

        Stack stack = new Stack(app, "Passwordless");
        CustomAuthUserPool auth = CustomAuthUserPool.Builder.create(stack, "Auth")
            .sequence(ChallengeSequence.passwordless(
                Challenge.emailCode(EmailCodeOptions.builder()
                    .sender(EmailSender.ses(SesEmailSenderOptions.builder().fromAddress("no-reply@example.com").build()))
                    .build())))
            .userPoolProps(UserPoolProps.builder()
                .selfSignUpEnabled(true)
                .signInAliases(SignInAliases.builder().email(true).build())
                .build())
            .build();
        CfnOutput.Builder.create(stack, "UserPoolId").value(auth.getUserPool().getUserPoolId()).build();
        CfnOutput.Builder.create(stack, "ClientId").value(auth.getClient().getUserPoolClientId()).build();

        app.synth();
    }

    private PasswordlessApp() {
    }
}
