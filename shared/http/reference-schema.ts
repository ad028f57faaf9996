import { html, prose, type Html } from '../domain/html.ts';
import type { SchemaNode } from './reference-document.ts';

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The type of a value in a few words: `string (date-time)`, `list of Client`, `day · week`. */
export function typeOf(schema: SchemaNode): Html {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return joined(choices.map(typeOf), ' or ');
  if (schema.allOf) return joined(schema.allOf.map(typeOf), ' and ');
  if (schema.enum)
    return joined(
      schema.enum.map((value) => html`<code>${text(value)}</code>`),
      ' · ',
    );
  if (schema.const !== undefined) return html`<code>${text(schema.const)}</code>`;
  if (schema.items) return html`list of ${typeOf(schema.items)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'any');
  return html`${type}${schema.format === undefined ? '' : ` (${schema.format})`}`;
}

const joined = (parts: readonly Html[], separator: string): Html =>
  html`${parts.map((part, i) => (i === 0 ? part : html`${separator}${part}`))}`;

function limitsOf(schema: SchemaNode): string {
  const parts: string[] = [];
  if (schema.minimum !== undefined) parts.push(`from ${String(schema.minimum)}`);
  if (schema.maximum !== undefined) parts.push(`to ${String(schema.maximum)}`);
  if (schema.minLength !== undefined) parts.push(`at least ${String(schema.minLength)} characters`);
  if (schema.maxLength !== undefined) parts.push(`at most ${String(schema.maxLength)} characters`);
  if (schema.minItems !== undefined) parts.push(`at least ${String(schema.minItems)} entries`);
  if (schema.maxItems !== undefined) parts.push(`at most ${String(schema.maxItems)} entries`);
  if (schema.default !== undefined) parts.push(`default ${text(schema.default)}`);
  return parts.join(', ');
}

/** Description and limits of a field. */
export function notesOf(schema: SchemaNode, description = schema.description): Html {
  const limits = limitsOf(schema);
  return html`${prose(description ?? '')}${description !== undefined && limits !== '' ? ' ' : ''}${limits}`;
}

const MAX_DEPTH = 6;

function rowsOf(schema: SchemaNode, prefix: string, depth: number): readonly Html[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const row = html`<tr>
      <th scope="row"><code>${path}</code></th>
      <td>${typeOf(field)}</td>
      <td>${required.has(name) ? 'yes' : 'no'}</td>
      <td>${notesOf(field)}</td>
    </tr>`;
    if (depth >= MAX_DEPTH) return [row];
    const inner = field.items ?? field;
    const nested = rowsOf(inner, `${path}${field.items ? '[]' : ''}.`, depth + 1);
    return [row, ...nested];
  });
}

/** A table that scrolls by itself on a narrow screen. `label` names it for screen readers. */
export const tableOf = (
  caption: string,
  label: string,
  headings: readonly string[],
  rows: readonly Html[],
): Html =>
  html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;

/** A table of the fields of an object, those of nested objects with their path; one line for anything else. */
export function fieldsOf(schema: SchemaNode, caption: string): Html {
  const rows = rowsOf(schema, '', 0);
  if (rows.length === 0) return html`<p>${typeOf(schema)} ${notesOf(schema)}</p>`;
  return tableOf(caption, caption, ['Field', 'Type', 'Required', 'Notes'], rows);
}
