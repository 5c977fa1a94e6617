// CloudFormation writes booleans and numbers as such or as strings; these read both.

export type Properties = Readonly<Record<string, unknown>>;

export function section(value: unknown): Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Properties : {};
}

export function flag(value: unknown): boolean | undefined {
  return value === undefined ? undefined : value === true || value === 'true';
}

export function number(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;
}
