/** What an e-mail message says in one language. */
export interface EmailMessage {
  /** Subject: one line of at most 150 characters. May hold each of the challenge's placeholders. */
  readonly subject: string;

  /** Plain text, at most 32 KB. Must hold `{code}`, may hold the challenge's other placeholders. */
  readonly text: string;

  /**
   * HTML, at most 96 KB (mail programs cut longer ones). Must hold `{code}`, may hold the challenge's other placeholders, whose values are escaped.
   * An empty string sends plain text only.
   *
   * @default - made from `text`: its paragraphs, with the code in large digits
   */
  readonly html?: string;
}
