import { html, prose, type Html } from '../domain/html.ts';
import { pagePolicy, pageText, styleOf } from './page.ts';
import {
  documentSchema,
  type Operation,
  type ReferenceDocument,
  type SchemaNode,
} from './reference-document.ts';
import { fieldsOf, notesOf, tableOf, typeOf } from './reference-schema.ts';

const STYLE = styleOf(`
:root{color-scheme:light dark;--page:#fff;--text:#16191d;--line:#c9ced6;--soft:#f3f5f8;--link:#0b57a4}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--text:#e8ebef;--line:#454b54;--soft:#22262c;--link:#8cc2ff}}
*{box-sizing:border-box}
html{background:var(--page);color:var(--text)}
body{margin:0 auto;max-width:68rem;padding:1rem 1.25rem 4rem;font:1rem/1.55 system-ui,sans-serif}
a{color:var(--link)}
a.skip{position:absolute;left:-99rem}a.skip:focus{position:static}
h1 small{font-weight:400;font-size:.6em}
h2{margin-top:3rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{margin-top:2.25rem}
code,pre{font:.9em/1.5 ui-monospace,monospace}
pre{background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:.75rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere}
.route code{background:var(--soft);padding:.2rem .45rem;border-radius:.3rem;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border:1px solid var(--line)}
thead th{background:var(--soft)}
tbody th{font-weight:400}
tr>:last-child{min-width:16rem}
nav ul{columns:18rem;column-gap:2rem;padding-left:1.2rem}
nav li{break-inside:avoid}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
`);

export const REFERENCE_HEADERS = {
  'cache-control': 'public, max-age=300',
  'content-security-policy': pagePolicy(STYLE, "'none'"),
} as const;

const SIGN_IN = html`<section aria-labelledby="sign-in">
  <h2 id="sign-in">Sign in</h2>
  <p>
    Send an access token with every request but those marked “No sign-in”:
    <code>Authorization: Bearer &lt;access token&gt;</code>. An id token is refused.
  </p>
  <h3>People</h3>
  <p>
    Sign in on the hosted page of the user pool (authorization code with PKCE); the application then holds the
    token. An administrator assigns roles by groups and clients by <code>PUT /v1/access/{principalId}</code>.
  </p>
  <h3>Machines</h3>
  <p>Client credentials with the scope <code>tallyman/events.write</code>:</p>
  <pre><code>curl -s https://&lt;user pool domain&gt;/oauth2/token \\
  -u "$CLIENT_ID:$CLIENT_SECRET" \\
  -d grant_type=client_credentials -d scope=tallyman/events.write</code></pre>
  <h3>On a local installation</h3>
  <pre><code>TOKEN=$(npm run -s token -- --role admin)
curl -s -H "Authorization: Bearer $TOKEN" "$API_URL/v1/clients"</code></pre>
  <p><code>apiUrl</code> stands in <code>.local/stack.json</code>.</p>
</section>`;

const MANNERS = html`<section aria-labelledby="manners">
  <h2 id="manners">In every route</h2>
  <ul>
    <li>
      Errors are <code>application/problem+json</code> with a stable <code>code</code>, the refused fields in
      <code>errors</code>, and a <code>correlationId</code>; see <a href="#schema-Problem">Problem</a>.
      Refusals of the gateway itself (no token, expired token) are <code>{"message"}</code>; pages for people
      say in words what went wrong.
    </li>
    <li>
      A POST that creates takes <code>Idempotency-Key</code>: the same key and body give the same answer for
      24 hours.
    </li>
    <li>An edit wants <code>If-Match</code> with the <code>ETag</code> of your last read.</li>
    <li>
      Lists take <code>limit</code> up to 100 and give <code>nextToken</code> while there is more; send it
      with the same query.
    </li>
    <li>A body may have 512 KB. Unknown fields are refused by name.</li>
    <li>What you may not see and what is not there give the same 404.</li>
  </ul>
</section>`;

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function parametersOf({ parameters, operationId }: Operation): Html {
  if (parameters.length === 0) return html``;
  const rows = parameters.map(
    (parameter) =>
      html`<tr>
        <th scope="row"><code>${parameter.name}</code></th>
        <td>${parameter.in}</td>
        <td>${typeOf(parameter.schema)}</td>
        <td>${parameter.required ? 'yes' : 'no'}</td>
        <td>${notesOf(parameter.schema, parameter.description ?? parameter.schema.description)}</td>
      </tr>`,
  );
  const headings = ['Name', 'In', 'Type', 'Required', 'Notes'];
  return tableOf('Parameters', `Parameters of ${operationId}`, headings, rows);
}

type Schemas = ReferenceDocument['components']['schemas'];

/** The example of a body: its own, or that of the first of its choices. */
function exampleOf(schema: SchemaNode, schemas: Schemas): unknown {
  const named = schemas[schema.$ref?.slice(schema.$ref.lastIndexOf('/') + 1) ?? ''] ?? schema;
  const choices = named.anyOf ?? named.oneOf ?? [];
  return (
    named.example ?? choices.map((choice) => exampleOf(choice, schemas)).find((one) => one !== undefined)
  );
}

function bodyOf({ requestBody }: Operation, schemas: Schemas): Html {
  const [first] = Object.values(requestBody?.content ?? {});
  if (!requestBody || !first?.schema) return html``;
  const example = exampleOf(first.schema, schemas);
  return html`<p>Body${requestBody.required ? '' : ' (optional)'}: ${typeOf(first.schema)}</p>
    ${example === undefined ? html`` : html`<pre><code>${JSON.stringify(example, null, 2)}</code></pre>`}`;
}

function answersOf({ responses }: Operation): Html {
  const rows = Object.entries(responses).map(([status, response]) => {
    const [first] = Object.values(response.content ?? {});
    return html`<li>
      <strong>${status}</strong> ${prose(response.description)} ${first?.schema ? typeOf(first.schema) : ''}
    </li>`;
  });
  return html`<p>Answers</p>
    <ul>
      ${rows}
    </ul>`;
}

const paragraphs = (text: string): readonly Html[] =>
  text
    .split('\n\n')
    .filter((line) => line !== '')
    .map((line) => html`<p>${prose(line)}</p>`);

const routeOf = ({ method, path, operation }: Entry, schemas: Schemas): Html =>
  html`<article aria-labelledby="${operation.operationId}">
    <h3 id="${operation.operationId}">${operation.summary}</h3>
    <p class="route"><code>${method.toUpperCase()} ${path}</code></p>
    ${paragraphs(operation.description)} ${bodyOf(operation, schemas)} ${parametersOf(operation)}
    ${answersOf(operation)}
  </article>`;

const entriesOf = (document: ReferenceDocument): readonly Entry[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );

/** The reference page of an OpenAPI document: one self-contained HTML page, without scripts. */
export function renderReference(openapi: unknown): string {
  const document = documentSchema.parse(openapi);
  const entries = entriesOf(document);
  const groups = document.tags.map(({ name }) => ({
    name,
    entries: entries.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const schemas = Object.entries(document.components.schemas);
  const { title, version } = document.info;
  const body = html`<a class="skip" href="#main">Skip to the content</a>
    <header>
      <h1>${document.info.title} <small>${document.info.version}</small></h1>
      <p>${document.info.description}</p>
      <p><a href="v1/openapi.json">OpenAPI 3.1 document</a> · <a href="v1/health">Health</a></p>
      <nav aria-label="Routes">
        <ul>
          ${entries.map(
            ({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`,
          )}
        </ul>
      </nav>
    </header>
    <main id="main">
      ${SIGN_IN} ${MANNERS}
      ${groups.map(
        (group) =>
          html`<section aria-labelledby="tag-${group.name}">
            <h2 id="tag-${group.name}">${group.name}</h2>
            ${group.entries.map((entry) => routeOf(entry, document.components.schemas))}
          </section>`,
      )}
      <section aria-labelledby="schemas">
        <h2 id="schemas">Schemas</h2>
        ${schemas.map(
          ([name, schema]) =>
            html`<article aria-labelledby="schema-${name}">
              <h3 id="schema-${name}">${name}</h3>
              ${
                schema.properties && schema.description !== undefined
                  ? html`${paragraphs(schema.description)}`
                  : html``
              }
              ${fieldsOf(schema, `Fields of ${name}`)}
            </article>`,
        )}
      </section>
    </main>`;
  return pageText({ language: 'en', title: `${title} ${version}`, style: STYLE, body });
}
