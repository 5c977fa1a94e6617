/** What an e-mail message says in one language. */
export interface EmailMessage {
  /** Subject: one line of at most 150 characters. May hold each of the challenge's placeholders but `{link}`. */
  readonly subject: string;

  /** Plain text, at most 32 KB. Must hold what the challenge sends, `{code}` or `{link}` or both, and may hold its other placeholders. */
  readonly text: string;

  /**
   * HTML, at most 96 KB (mail programs cut longer ones). Must hold what the challenge sends, may hold its other placeholders; all values are escaped.
   * An empty string sends plain text only.
   *
   * @default - made from `text`: its paragraphs, with the code in large digits and the link as a button
   */
  readonly html?: string;
}
