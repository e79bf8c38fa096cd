// The import rules of ARCHITECTURE.md. scripts/rules.test.ts plants one breach of each.

/** A module's folder, captured: src/platform/org, src/crm/account, src/flows/decision/ingest. */
const moduleFolder = '^src/((?:platform|crm)/[^/]+|flows/[^/]+/[^/]+)/'
const test = '\\.test(-support)?\\.tsx?$'
/** What anyone may know; one that grew too long is split into reader-api.ts and the like. */
const api = '[/-]api\\.ts$'
const door = ['/index\\.ts$', api]

/** Hashing is arithmetic: the same bytes in, the same out. */
const hashing = '^crypto$'
/** npm packages that only compute. To add one, look that it reads no file, no network and no clock. */
const pure =
  'node_modules/(@bufbuild/(cel|protobuf)|bowser|chinese-days|decimal\\.js|diff|isbot|jstat|ml-matrix|pinyin-pro|pure-rand|zod)/'

/** Parts of the server that are built into pages and the SDK: a reading is measured, a quote is summed, the same way on both sides. */
const sharedWithBrowsers = '^src/lib/(reading|price)/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'resolves',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment:
        'No cycle of imports when the program loads. Two files that need each other are one, or need a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    {
      name: 'kernel-is-leaf',
      comment: 'The kernel imports nothing but itself.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: test },
      to: { pathNot: '^src/kernel/' },
    },
    {
      name: 'lib-is-pure',
      comment:
        'Engines import lib, kernel and packages that only compute: no files, no network, of node: hashing alone.',
      severity: 'error',
      from: { path: '^src/lib/', pathNot: test },
      to: { pathNot: ['^src/(lib|kernel)/', pure, hashing] },
    },
    {
      name: 'db-is-low',
      comment: 'The database layer knows lib and kernel, none of the modules.',
      severity: 'error',
      from: { path: '^src/db/', pathNot: test },
      to: { path: '^(src|web|sdk)/', pathNot: '^src/(db|lib|kernel)/' },
    },
    {
      name: 'platform-below-crm',
      comment: 'The platform knows people as opaque ids: it never imports crm, flows or app.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: test },
      to: { path: '^(src/(crm|flows|app)|web|sdk)/' },
    },
    {
      name: 'crm-below-flows',
      comment:
        'Every flow names the nouns of crm, so crm imports none of the flows. Listen to domain events instead.',
      severity: 'error',
      from: { path: '^src/crm/', pathNot: test },
      to: { path: '^(src/(flows|app)|web|sdk)/' },
    },
    {
      name: 'flow-order',
      comment:
        'value → collaboration → decision: the decision flow calls no flow, collaboration calls decision alone.',
      severity: 'error',
      from: { path: '^src/flows/decision/', pathNot: test },
      to: { path: '^(src/(flows/(collaboration|value)|app)|web|sdk)/', pathNot: api },
    },
    {
      name: 'flow-order',
      comment: 'value → collaboration → decision: collaboration never calls value.',
      severity: 'error',
      from: { path: '^src/flows/collaboration/', pathNot: test },
      to: { path: '^(src/(flows/value|app)|web|sdk)/', pathNot: api },
    },
    {
      name: 'only-app-knows-all',
      comment: 'Nothing imports app, except app.',
      severity: 'error',
      from: { path: '^(src|web|sdk)/', pathNot: ['^src/app/', test] },
      to: { path: '^src/app/' },
    },
    {
      name: 'front-door',
      comment:
        'Another module is entered through its index.ts (to call) or api.ts (to know), never through the window.',
      severity: 'error',
      from: { path: moduleFolder, pathNot: test },
      to: { path: moduleFolder, pathNot: ['^src/$1/', ...door] },
    },
    {
      name: 'front-door',
      comment: 'App, adapters and pages enter a module through its index.ts or api.ts too.',
      severity: 'error',
      from: { path: '^(src/(app|adapters|db)|web|sdk)/', pathNot: test },
      to: { path: moduleFolder, pathNot: door },
    },
    {
      name: 'api-is-leaf',
      comment: 'api.ts is what anyone may know: it imports the kernel, zod and other api.ts alone.',
      severity: 'error',
      from: { path: [`${moduleFolder}api\\.ts$`, `${moduleFolder}.*-api\\.ts$`] },
      to: { pathNot: ['^src/kernel/', api, 'node_modules/zod/'] },
    },
    {
      name: 'model-is-pure',
      comment:
        'model.ts computes: kernel, lib, api.ts, pure files beside it, and packages that only compute.',
      severity: 'error',
      from: { path: `${moduleFolder}model\\.ts$` },
      to: {
        pathNot: ['^src/(kernel|lib)/', '^src/$1/', api, pure, hashing],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'model-is-pure',
      comment: 'model.ts knows nothing of the rooms that do something.',
      severity: 'error',
      from: { path: `${moduleFolder}model\\.ts$` },
      to: { path: '^src/$1/(index|service|store|tables|routes|jobs|policy)\\.ts$' },
    },
    {
      name: 'ports-not-adapters',
      comment: 'Modules use the ports in kernel/ports; app/wire.ts gives them the adapters.',
      severity: 'error',
      from: { path: '^(src/(platform|crm|flows|db)|web|sdk)/', pathNot: test },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'adapters-implement-ports',
      comment: 'Adapters know the ports, the database and pure code; of the modules their api.ts alone.',
      severity: 'error',
      from: { path: '^src/adapters/', pathNot: test },
      to: { path: '^(src|web|sdk)/', pathNot: ['^src/(adapters|kernel|lib|db)/', api] },
    },
    {
      name: 'web-knows-apis',
      comment:
        'Pages know of the server its api.ts files and the kernel, and the one engine that runs in browsers too.',
      severity: 'error',
      from: { path: '^web/', pathNot: test },
      to: { path: '^(src|sdk)/', pathNot: ['^src/kernel/', api, sharedWithBrowsers] },
    },
    {
      name: 'sdk-stands-alone',
      comment:
        'The SDK has no dependencies: its own files, types of an api.ts, and the measuring engine built into it.',
      severity: 'error',
      from: { path: '^sdk/src/', pathNot: test },
      to: { pathNot: ['^sdk/', sharedWithBrowsers], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'What runs in the product imports no test and no test helper.',
      severity: 'error',
      from: { path: '^(src|web|sdk)/', pathNot: test },
      to: { path: ['^test/', test] },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)dist/', '\\.(css|svg|json|sql|png)$', '\\?(raw|url|worker)'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
