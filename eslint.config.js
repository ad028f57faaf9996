import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const CLOCKLESS =
  'pass it as an argument: what is in shared/domain and shared/app has no clock, no chance and no process';

export default defineConfig(
  globalIgnores(['node_modules', '.local', '.venv', 'cdk.out', 'coverage', 'dist']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { requireDefaultForNonUnion: true }],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      complexity: ['error', 15],
      eqeqeq: 'error',
      'max-depth': ['error', 3],
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['shared/domain/**/*.ts', 'shared/app/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'performance', 'crypto', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'].map(
          (name) => ({ name, message: CLOCKLESS }),
        ),
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: CLOCKLESS }],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date']", message: CLOCKLESS },
        { selector: "CallExpression[callee.name='Date']", message: CLOCKLESS },
        // Date.UTC only counts days.
        { selector: "MemberExpression[object.name='Date']:not([property.name='UTC'])", message: CLOCKLESS },
        { selector: "MemberExpression[object.name='Temporal'][property.name='Now']", message: CLOCKLESS },
        { selector: "MemberExpression[object.name='globalThis']", message: CLOCKLESS },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A describe block holds many tests.
      'max-lines-per-function': 'off',
    },
  },
  {
    // A bench prints its table.
    files: ['test/bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Plain JavaScript for Node 20; tsc checks its types and names (checkJs).
    files: ['**/*.{js,mjs,cjs}'],
    rules: { 'no-undef': 'off' },
  },
);
