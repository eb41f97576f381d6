/** What a scrape said: the value of each series, by its name and labels in the order of the alphabet. */
export type Scrape = ReadonlyMap<string, number>;

const helpOrType =
  /^# (?:HELP ([a-zA-Z_:][\w:]*) .+|TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped))$/;
// Nan: how prom-client writes it, and Prometheus reads it.
const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (Na[Nn]|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const label = /^([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;

const labelsOf = (text: string): string => {
  const labels: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const found = label.exec(rest);
    if (!found) throw new Error(`No labels: ${text}`);
    // Which process it was is the same for a whole page.
    if (found[1] !== 'process') labels.push(`${found[1]}="${found[2]}"`);
    rest = rest.slice(found[0].length);
  }
  return labels.length === 0 ? '' : `{${labels.sort().join()}}`;
};

const familyOf = (name: string, types: ReadonlyMap<string, string>): string | undefined => {
  const base = name.replace(/_(bucket|sum|count)$/, '');
  if (types.has(name)) return types.get(name);
  return types.get(base) === 'histogram' || types.get(base) === 'summary'
    ? types.get(base)
    : undefined;
};

/** Reads the text format of Prometheus, version 0.0.4, and refuses what is not in it. */
export const parseScrape = (text: string): Scrape => {
  if (!text.endsWith('\n')) throw new Error('The last line has no end.');
  const types = new Map<string, string>();
  const series = new Map<string, number>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    if (line.startsWith('#')) {
      const found = helpOrType.exec(line);
      if (!found) throw new Error(`Neither HELP nor TYPE: ${line}`);
      if (found[2] !== undefined && found[3] !== undefined) {
        if (types.has(found[2])) throw new Error(`Twice: ${line}`);
        types.set(found[2], found[3]);
      }
      continue;
    }
    const found = sample.exec(line);
    if (!found?.[1]) throw new Error(`No sample: ${line}`);
    if (!familyOf(found[1], types)) throw new Error(`A sample without its type: ${line}`);
    const key = `${found[1]}${labelsOf(found[2] ?? '')}`;
    if (series.has(key)) throw new Error(`Twice: ${line}`);
    series.set(key, Number(found[3]?.replace('Inf', 'Infinity')));
  }
  return series;
};
