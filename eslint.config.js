import { readdirSync } from 'node:fs';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

/** Folder -> folders it may import from (itself always). The order is the direction of the whole product. */
const MAY_IMPORT = {
  contract: [],
  errors: [],
  runtime: ['contract'],
  http: ['contract'],
  pack: ['contract'],
  clickhouse: ['contract', 'errors', 'runtime'],
  kafka: [],
  identity: ['contract', 'errors', 'runtime', 'pack', 'clickhouse'],
  ingest: ['contract', 'errors', 'runtime', 'http', 'pack', 'clickhouse', 'kafka'],
  server: ['contract', 'errors', 'runtime', 'http', 'pack', 'clickhouse', 'kafka', 'identity'],
  web: ['contract'],
  sample: ['contract', 'runtime', 'pack', 'kafka'],
  embedded: ['contract', 'runtime', 'clickhouse', 'kafka', 'identity', 'ingest', 'server'],
};

const FOLDERS = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter(
    (entry) =>
      entry.isDirectory() && !entry.name.startsWith('.') && !['dist', 'node_modules'].includes(entry.name),
  )
  .map((entry) => entry.name);

const directions = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  files: [`${folder}/**/*.{ts,svelte}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: FOLDERS.filter((name) => name !== folder && !allowed.includes(name)).map(
              (name) => `**/../${name}/**`,
            ),
            message: `${folder}/ may import only from: ${[folder, ...allowed].join(', ')}.`,
          },
          ...(folder === 'contract'
            ? [
                {
                  group: ['node:fs*', 'node:net', 'node:http*', 'node:child_process'],
                  message: 'contract/ does no I/O.',
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

export default ts.config(
  { ignores: ['dist', 'web/dist', '.data', 'coverage', 'node_modules'] },
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'process.env is read only in a main.ts; pass configuration in.',
        },
        {
          selector:
            ":matches(PropertyDefinition, MethodDefinition[kind!='constructor'])[accessibility='private']",
          message: 'A private member is written #name.',
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['kafka/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'kafkajs',
              importNames: ['Kafka'],
              message: 'A client of Kafka is made of the class in kafka/kafka.ts.',
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/main.ts', '**/*main.ts', '*.config.ts', 'test/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    files: ['web/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'Waits and ages go by performance.now(), what is shown by the time that the server tells.',
        },
      ],
    },
  },
  ...directions,
);
