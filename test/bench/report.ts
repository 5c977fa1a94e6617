/** Times of one variant in milliseconds. */
export interface Measured {
  readonly name: string;
  readonly kilobytes: number;
  readonly load: number[];
  readonly cold: number[];
  /** Cold, with the CPU of a small function after loading. */
  readonly small: number[];
  readonly warm: number[];
}

type Column = 'cold' | 'small' | 'warm';

/** Bounds of the design: ratios to the same handler on the AWS SDK. */
const BOUNDS: Record<Column, number> = { cold: 0.4, small: 0.2, warm: 0.6 };

export function report(variants: readonly Measured[], rounds: number, warmCalls: number): string {
  const rows = variants.map((variant) => [
    variant.name, variant.kilobytes.toFixed(1), ...(['load', 'cold', 'small', 'warm'] as const).map((column) => ms(variant[column])),
  ]);
  const find = (name: string) => variants.find((variant) => variant.name === name)!;
  const ratios = ['create', 'verify'].flatMap((name) => (['cold', 'small', 'warm'] as const).map((column) => {
    const ratio = median(find(name)[column]) / median(find(`${name} on AWS SDK`)[column]);
    return [`${name}, ${column}`, ratio.toFixed(2), `at most ${BOUNDS[column]}`, verdict(ratio <= BOUNDS[column])];
  }));
  const added = median(find('define').cold) - median(find('empty handler').cold);

  return [
    '',
    `Medians of ${rounds} fresh processes each, interleaved; warm: ${warmCalls} further calls in each. Node.js ${process.version}, milliseconds.`,
    'cold: load and first call. small: the same with 256/1769 of a CPU after loading (SIGSTOP/SIGCONT by CPU time used).',
    'On AWS SDK: the same rules, bundled and tree-shaken; nothing is done ahead of the first call, as such handlers are written.',
    '',
    table([['handler', 'KB', 'load', 'cold', 'small', 'warm'], ...rows]),
    '',
    table([['against the AWS SDK', 'ratio', 'bound', ''], ...ratios]),
    '',
    `define costs ${added.toFixed(2)} ms more than an empty handler, cold (at most 1): ${verdict(added <= 1)}`,
  ].join('\n');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

function ms(values: readonly number[]): string {
  return values.length ? median(values).toFixed(2) : '-';
}

function verdict(held: boolean): string {
  return held ? 'held' : 'MISSED';
}

function table(rows: readonly string[][]): string {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => row.map((cell, i) => i ? cell.padStart(widths[i]) : cell.padEnd(widths[i])).join('   ')).join('\n');
}
