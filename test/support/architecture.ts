import { posix } from 'node:path';

const LONGEST_FILE_LINES = 350;
const MOST_FILES_OF_A_FOLDER = 15;

export type Import = { specifier: string; typeOnly: boolean };

type Layer = 'contract' | 'rules' | 'domain' | 'persistence' | 'gateway' | 'server' | 'client-sdk' | 'test' | 'root';

type Boundary = {
  /** The layers that this layer may import. It may always import itself. */
  values: readonly Layer[];
  /** The layers of which this layer may only import types. */
  types: readonly Layer[];
  /** The packages and Node modules that this layer may import. If missing, it may import all. */
  packages?: readonly string[];
};

/**
 * The areas of the product, in order. In the domain and in persistence, an area may import the areas before it and the
 * kernel, which is all code outside the areas.
 */
export const AREAS = ['training', 'account', 'course', 'study', 'tutor', 'planning', 'billing', 'live'];

/**
 * The files that combine the areas. In the domain and in persistence, only these files and the areas themselves may
 * import areas.
 */
const MEETING_PLACES = [
  /^domain\/areas\//,
  /^domain\/contract\/index\.ts$/,
  /^persistence\/(?:stores|entities|domain-entities|migrations)\.ts$/,
  /^persistence\/migrations\//,
];

/** Files of the kernel that have no side effects. The rules may import these files, but no others of the kernel. */
const PURE_KERNEL = ['domain/errors.ts', 'domain/canonical.ts', 'domain/local-day.ts'];

const ALL_LAYERS: readonly Layer[] = ['contract', 'rules', 'domain', 'persistence', 'gateway', 'server', 'client-sdk'];
const DOMAIN: readonly Layer[] = ['contract', 'rules', 'domain'];

const BOUNDARIES: Record<Layer, Boundary> = {
  contract: { values: [], types: [], packages: ['zod'] },
  rules: { values: [], types: ['contract'], packages: ['temporal-polyfill', 'ts-fsrs'] },
  domain: {
    values: ['contract', 'rules'],
    types: [],
    packages: ['zod', 'temporal-polyfill', 'ts-fsrs', 'gpt-tokenizer', 'node:crypto'],
  },
  persistence: { values: DOMAIN, types: [] },
  gateway: { values: DOMAIN, types: [] },
  server: { values: DOMAIN, types: [] },
  'client-sdk': { values: [], types: ['contract'] },
  test: { values: [...ALL_LAYERS, 'root'], types: [] },
  root: { values: ['test'], types: [] },
};

/**
 * Return each violation of the import rules as a line of text. The keys of `files` are paths relative to the
 * repository.
 */
export function violations(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  const graph = new Map<string, string[]>();
  for (const [path, source] of files) {
    const imports = importsOf(source);
    graph.set(
      path,
      imports.flatMap(({ specifier }) => (isRelative(specifier) ? [targetOf(path, specifier)] : [])),
    );
    found.push(...imports.flatMap((each) => breachOf(path, each)));
    found.push(...lengthBreach(path, source), ...environmentBreach(path, source));
  }
  return [...found, ...crowdedFolders([...files.keys()]), ...cyclesOf(graph)];
}

/**
 * Return all imports and re-exports, static and dynamic. `import { type A }` loads the module, so it counts as an
 * import of values.
 */
export function importsOf(source: string): Import[] {
  const statements = source.matchAll(
    /^(?:import|export)\s+(?:(type)\s+(?!from\b|,))?(?:[^'"`;]*?\sfrom\s+)?'([^'\n]+)'/gm,
  );
  // An `import()` within a JSDoc comment only imports a type, so comments are removed.
  const dynamic = withoutBlockComments(source).matchAll(/(typeof\s+)?\bimport\(\s*'([^'\n]+)'/g);
  return [...statements, ...dynamic].map(([, type, specifier = '']) => ({ specifier, typeOnly: type !== undefined }));
}

function breachOf(path: string, { specifier, typeOnly }: Import): string[] {
  const from = layerOf(path);
  const { values, types, packages } = BOUNDARIES[from];
  if (!isRelative(specifier)) {
    const allowed =
      packages === undefined || packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
    return allowed ? [] : [`${path}: ${from} may not import the package ${specifier}`];
  }
  const target = targetOf(path, specifier);
  const to = layerOf(target);
  const inCompose = path.startsWith('server/compose/');
  if (target.startsWith('server/compose/') && from !== 'test' && !inCompose && path !== 'server/run-node.ts') {
    return [`${path}: only server/run-node.ts imports ${target}`];
  }
  if (inCompose && ALL_LAYERS.includes(to)) return [];
  // The build script reads the contract and generates a table for the SDK. The contract itself is not bundled.
  if (path === 'client-sdk/build.ts' && to === 'contract') return [];
  if (PURE_KERNEL.includes(target) && from === 'rules') return [];
  if (from !== to && !values.includes(to) && !(typeOnly && types.includes(to))) {
    return [`${path}: ${from} may not import ${types.includes(to) ? 'values of ' : ''}${to} (${target})`];
  }
  return areaBreach(path, target);
}

/**
 * Return a line if the import violates the order of the areas. An area may import the kernel and the areas before it.
 * The kernel may not import areas, except in the files that combine them.
 */
function areaBreach(path: string, target: string): string[] {
  const [from, to] = [areaOf(path), areaOf(target)];
  const isBelow = path.startsWith('domain/') || path.startsWith('persistence/');
  if (to === undefined || from === to || !isBelow || MEETING_PLACES.some((place) => place.test(path))) return [];
  if (from === undefined) return [`${path}: the kernel may not import the area ${to} (${target})`];
  if (AREAS.indexOf(to) < AREAS.indexOf(from)) return [];
  return [`${path}: the area ${from} comes before ${to} and may not import it (${target})`];
}

function areaOf(path: string): string | undefined {
  const [layer, area = ''] = path.split('/');
  return (layer === 'domain' || layer === 'persistence') && AREAS.includes(area) ? area : undefined;
}

function layerOf(path: string): Layer {
  if (/^domain\/(?:\w+\/)?contract\//.test(path)) return 'contract';
  if (/^domain\/\w+\/rules\//.test(path)) return 'rules';
  const folder = path.split('/')[0];
  const layers: readonly Layer[] = ['domain', 'persistence', 'gateway', 'server', 'client-sdk', 'test'];
  return layers.find((layer) => layer === folder) ?? 'root';
}

function lengthBreach(path: string, source: string): string[] {
  const lines = source.replace(/\n$/, '').split('\n').length;
  if (layerOf(path) === 'test' || lines <= LONGEST_FILE_LINES) return [];
  return [`${path}: ${lines} lines, more than ${LONGEST_FILE_LINES}`];
}

function crowdedFolders(paths: readonly string[]): string[] {
  const folders = Map.groupBy(
    paths.filter((path) => layerOf(path) !== 'test' && layerOf(path) !== 'root'),
    (path) => posix.dirname(path),
  );
  return [...folders]
    .filter(([, files]) => files.length > MOST_FILES_OF_A_FOLDER)
    .map(([folder, files]) => `${folder}: ${files.length} files, more than ${MOST_FILES_OF_A_FOLDER}`);
}

function environmentBreach(path: string, source: string): string[] {
  if (path === 'server/config.ts' || layerOf(path) === 'test' || path.startsWith('server/install/')) return [];
  const readsEnvironment =
    /\bprocess\??\.env\b(?!\['\w+'\] = )|\bprocess\['env'\]|\{[^}\n]*\benv\b[^}\n]*\}\s*=\s*process\b/.test(
      withoutCommentLines(source),
    );
  const importsEnvironment = /^import\s+\{[^}]*\benv\b[^}]*\}\s+from\s+'(?:node:)?process'/m.test(source);
  return readsEnvironment || importsEnvironment ? [`${path}: only server/config.ts reads the environment`] : [];
}

function withoutBlockComments(source: string): string {
  return source.replaceAll(/\/\*\*[\s\S]*?\*\//g, '');
}

function withoutCommentLines(source: string): string {
  return source.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
}

/** Find import cycles by a depth-first search, and return one line for each. Imports of types count too. */
function cyclesOf(graph: ReadonlyMap<string, string[]>): string[] {
  const cycles: string[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  function visit(path: string): void {
    if (finished.has(path)) return;
    const start = trail.indexOf(path);
    if (start !== -1) {
      cycles.push(`import cycle: ${[...trail.slice(start), path].join(' → ')}`);
      return;
    }
    trail.push(path);
    for (const next of graph.get(path) ?? []) visit(next);
    trail.pop();
    finished.add(path);
  }
  for (const path of graph.keys()) visit(path);
  return cycles;
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}

function targetOf(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}
