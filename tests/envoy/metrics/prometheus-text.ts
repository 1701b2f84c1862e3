/** Reads what /stats/prometheus answers, strictly (https://prometheus.io/docs/instrumenting/exposition_formats/). */

/** A label set as one text: `a="1",b="2"`, in the order of the names. */
export type LabelSet = string;

/** All samples of one metric. */
export interface Family {
  type: "counter" | "gauge" | "histogram" | "summary";
  /** By the name of the sample, which for a histogram is longer than the metric's, and its labels. */
  samples: Map<string, Map<LabelSet, number>>;
}

/** How a sample's name goes on behind the name of its metric. */
const SUFFIXES = {
  counter: [""],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\{(.*)\} (-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|NaN|[-+]Inf)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

/** The metrics by name; throws for a line that is not well-formed, is there twice, or belongs to no metric. */
export function readPrometheus(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let open: { name: string; family: Family } | null = null;
  if (text === "") return families;
  if (!text.endsWith("\n")) throw new Error("the text ends within a line");
  for (const line of text.slice(0, -1).split("\n")) {
    const [, name, type] = TYPE.exec(line) ?? [];
    if (name === undefined) {
      addSample(open, line);
      continue;
    }
    if (families.has(name)) throw new Error(`a second type: ${line}`);
    open = { name, family: { type: type as Family["type"], samples: new Map() } };
    families.set(name, open.family);
  }
  return families;
}

function addSample(open: { name: string; family: Family } | null, line: string): void {
  const [, name, labels, value] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${JSON.stringify(line)}`);
  if (open === null || !SUFFIXES[open.family.type].some((suffix) => name === open.name + suffix)) {
    throw new Error(`a sample of no metric: ${line}`);
  }
  const samples = open.family.samples.get(name) ?? new Map<LabelSet, number>();
  open.family.samples.set(name, samples);
  const set = readLabels(labels!, line);
  if (samples.has(set)) throw new Error(`a second sample: ${line}`);
  samples.set(set, value === "+Inf" ? Infinity : Number(value));
}

function readLabels(text: string, line: string): LabelSet {
  const labels = new Map<string, string>();
  for (LABEL.lastIndex = 0; LABEL.lastIndex < text.length;) {
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined) throw new Error(`no label: ${line}`);
    if (labels.has(name)) throw new Error(`a second label ${name}: ${line}`);
    labels.set(name, value!);
  }
  if (text.endsWith(",")) throw new Error(`a comma without a label: ${line}`);
  return labelSet(Object.fromEntries(labels));
}

/** The text of these labels, as the keys of `Family.samples` have it. */
export function labelSet(labels: Record<string, string>): LabelSet {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${value}"`)
    .join(",");
}

/** The samples of a metric: label sets and values. */
export function samplesOf(metrics: Map<string, Family>, name: string, sample = name): Record<string, number> {
  return Object.fromEntries(metrics.get(name)?.samples.get(sample) ?? []);
}

/** The buckets of a histogram's only series, or of that provider's only one: what is at most so much, and how often. */
export function bucketsOf(metrics: Map<string, Family>, name: string, provider = ""): Map<string, number> {
  const isOf = (labels: LabelSet): boolean => provider === "" || labels.includes(`provider="${provider}"`);
  const found = Object.entries(samplesOf(metrics, name, `${name}_bucket`)).filter(([labels]) => isOf(labels));
  return new Map(found.map(([labels, count]) => [/\ble="([^"]*)"/.exec(labels)![1]!, count]));
}
