export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What is measured, what is extrapolated, and what else must be known to read the table. */
  readonly notes: readonly string[];
}

/** What must be true of the numbers. */
export interface Check {
  readonly claim: string;
  readonly found: string;
  readonly holds: boolean;
}

export interface Findings {
  readonly section: Section;
  readonly checks: readonly Check[];
}

export function asText(findings: readonly Findings[]): string {
  const sections = findings.map(({ section: { title, columns, rows, notes } }) => {
    const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index].length)));
    const line = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(widths[index])).join('  ').trimEnd();
    const table = [columns, widths.map((width) => '-'.repeat(width)), ...rows].map(line);
    return [title, '', ...table, '', ...notes.map((note) => `- ${note}`)].join('\n');
  });
  return `${[...sections, verdicts(findings)].join('\n\n')}\n`;
}

export function asMarkdown(findings: readonly Findings[]): string {
  const sections = findings.map(({ section: { title, columns, rows, notes } }) => {
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    const table = [columns, columns.map(() => '---'), ...rows].map(line);
    return [`### ${title}`, '', ...table, '', ...notes.map((note) => `- ${note}`)].join('\n');
  });
  return `${[...sections, `\`\`\`text\n${verdicts(findings)}\n\`\`\``].join('\n\n')}\n`;
}

function verdicts(findings: readonly Findings[]): string {
  return findings.flatMap(({ checks }) => checks).map(({ claim, found, holds }) => `${holds ? 'holds ' : 'BROKEN'}  ${claim}: ${found}`).join('\n');
}

/** Two digits that count. */
export function percent(probability: number): string {
  const value = Number((probability * 100).toPrecision(2));
  if (value >= 99.9) return '> 99.9 %';
  return `${value.toFixed(value === 0 ? 0 : Math.max(0, 1 - Math.floor(Math.log10(value))))} %`;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Amazon SES, outbound: https://aws.amazon.com/ses/pricing/ */
const DOLLARS_PER_MAIL = 0.10 / 1000;

export function dollars(mails: number): string {
  const cost = mails * DOLLARS_PER_MAIL;
  return `$${cost.toFixed(cost < 1 ? 4 : 2)}`;
}
