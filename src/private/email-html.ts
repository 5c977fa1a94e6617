/** A mail in plain text, with `{code}` and `{link}` where they will stand. */
export interface PlainMail {
  readonly subject: string;
  readonly text: string;
  /** Language tag, if known. */
  readonly language?: string;
  readonly appName?: string;
}

// Mail programs differ in what they keep of a style sheet: what matters stands beside each element, the sheet only adds the dark colours.
const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const BLOCK_CODE = 'display:inline-block;margin-top:12px;padding:12px 14px 12px 17px;border-radius:8px;background:#eef2f7;color:#14181f;'
  + 'font-size:28px;line-height:36px;letter-spacing:2px';
const INLINE_CODE = 'font-size:20px;letter-spacing:2px';
const BUTTON = 'display:inline-block;margin-top:4px;padding:12px 24px;border-radius:8px;background:#1a56b8;color:#ffffff;font-weight:600;text-decoration:none';
const INLINE_LINK = 'color:inherit;word-break:break-all';

const DARK = [
  '.page{background:#101318!important}',
  '.card{background:#1b2028!important;border-color:#3a424e!important}',
  '.card,.card h1{color:#e9edf2!important}',
  '.code{background:#2a323d!important;color:#ffffff!important}',
].join('');

/** The same mail in HTML: nothing remote, no pictures, readable in light and dark, by eyes and by screen readers. */
export function emailHtml({ subject, text, language, appName }: PlainMail): string {
  return [
    `<!doctype html><html${language === undefined ? '' : ` lang="${language}"`}><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(subject)}</title>`,
    `<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${DARK}}</style></head>`,
    '<body class="page" style="margin:0;background:#f3f5f8">',
    '<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f8"><tr><td align="center" style="padding:24px 12px">',
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:480px"><tr>',
    '<td class="card" dir="auto" style="padding:28px 24px 12px;background:#ffffff;border:1px solid #d5dbe3;border-radius:12px;'
      + `text-align:start;${FONT};font-size:16px;line-height:24px;color:#14181f">`,
    appName === undefined ? '' : `<h1 style="margin:0 0 16px;font-size:20px;line-height:28px;color:#14181f">${escapeHtml(appName)}</h1>`,
    ...text.trim().split(/\n\s*\n/).map((paragraph) => `<p style="margin:0 0 16px">${paragraphHtml(paragraph, subject)}</p>`),
    '</td></tr></table></td></tr></table></body></html>',
  ].filter((line) => line !== '').join('\n');
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A code or a link that ends a line stands out in a line of its own, the link as a button with the subject on it; inside a sentence it stays where it is. */
function paragraphHtml(paragraph: string, subject: string): string {
  const answerHtml = (answer: string, position: number, line: string) => {
    const endsLine = position + answer.length === line.length;
    if (answer === '{code}') return endsLine ? `<strong class="code" style="${BLOCK_CODE}">{code}</strong>` : `<strong style="${INLINE_CODE}">{code}</strong>`;
    return endsLine ? `<a href="{link}" style="${BUTTON}">${escapeHtml(subject)}</a>` : `<a href="{link}" style="${INLINE_LINK}">{link}</a>`;
  };
  return paragraph.split(/\r?\n/)
    .map((line) => escapeHtml(line.trim()).replace(/^(.*\S)\s*(\{(?:code|link)\})$/, '$1<br>$2').replace(/\{(?:code|link)\}/g, answerHtml))
    .join('<br>');
}
