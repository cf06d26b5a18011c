import { ChevronDown } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import type { ConfigProperty, ConfigSchema } from '../data/config-schema.ts';
import { useWords } from '../languages/language.tsx';
import { Button } from './button.tsx';
import { Field, Select, TextInput } from './field.tsx';
import { Problem } from './problem.tsx';

type Values = Record<string, string>;

interface CredentialFormProps {
  readonly schema: ConfigSchema;
  /** What is there already and may be seen. */
  readonly known?: Readonly<Values>;
  /** Fields that the server has and does not show. */
  readonly kept?: readonly string[];
  /** What the server found wrong, by field. */
  readonly problems?: readonly { readonly field: string; readonly message: string }[];
  readonly error?: unknown;
  readonly busy: boolean;
  readonly submit: ReactNode;
  /** `plain` where something else on the page is the one primary action. */
  readonly look?: 'primary' | 'plain';
  /** Beside the button. */
  readonly aside?: ReactNode;
  /** Gets what was filled in; empty fields are left out. */
  readonly onSubmit: (values: Values) => void;
}

/** The form that a vendor's own definition describes. Secrets go in and never come back. */
export function CredentialForm(props: CredentialFormProps) {
  const { schema, error, busy, submit, look = 'primary', aside, onSubmit } = props;
  const words = useWords();
  const form = useCredentials(props);
  return (
    <form
      noValidate
      className="grid grid-cols-1 gap-4"
      onSubmit={event => void form.handleSubmit(values => onSubmit(filled(values)))(event)}
    >
      <Fields schema={schema} kept={props.kept ?? []} form={form} />
      {error ? <Problem error={error} /> : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look={look} disabled={busy}>
          {busy ? words.credentials.testing : submit}
        </Button>
        {aside}
      </div>
    </form>
  );
}

const noProblems: NonNullable<CredentialFormProps['problems']> = [];

function useCredentials({ schema, known = {}, problems = noProblems }: CredentialFormProps): UseFormReturn<Values> {
  const fields = Object.entries(schema.properties ?? {});
  const form = useForm<Values>({
    defaultValues: Object.fromEntries(fields.map(([name, { secret }]) => [name, secret ? '' : (known[name] ?? '')])),
  });
  const { setError } = form;
  useEffect(() => {
    for (const { field, message } of problems) setError(field, { message });
  }, [problems, setError]);
  return form;
}

function filled(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

interface FieldsProps {
  readonly schema: ConfigSchema;
  readonly kept: readonly string[];
  readonly form: UseFormReturn<Values>;
}

// What is needed in sight, the rest one touch away.
function Fields({ schema, kept, form }: FieldsProps) {
  const fields = Object.entries(schema.properties ?? {});
  const isNeeded = (name: string) => schema.required?.includes(name) ?? false;
  const show = ([name, property]: [string, ConfigProperty]) => (
    <CredentialField
      key={name}
      name={name}
      property={property}
      form={form}
      isNeeded={isNeeded(name) && !kept.includes(name)}
      isKept={kept.includes(name)}
    />
  );
  const more = fields.filter(([name]) => !isNeeded(name));
  return (
    <>
      {fields.filter(([name]) => isNeeded(name)).map(show)}
      {more.length > 0 ? <More open={more.some(([name]) => form.formState.errors[name])}>{more.map(show)}</More> : null}
    </>
  );
}

function More({ open, children }: { readonly open: boolean; readonly children: ReactNode }) {
  const words = useWords();
  return (
    <details className="group rounded-md border border-line" open={open || undefined}>
      <summary className="flex cursor-pointer list-none items-center gap-1.5 px-3 py-2 font-medium text-soft text-sm">
        <ChevronDown size={15} aria-hidden="true" className="transition group-open:rotate-180" />
        {words.credentials.more}
      </summary>
      <div className="grid grid-cols-1 gap-4 border-line border-t p-3">{children}</div>
    </details>
  );
}

interface CredentialFieldProps {
  readonly name: string;
  readonly property: ConfigProperty;
  readonly form: UseFormReturn<Values>;
  readonly isNeeded: boolean;
  readonly isKept: boolean;
}

function CredentialField({ name, property, form, isNeeded, isKept }: CredentialFieldProps) {
  const words = useWords();
  const { label = name, help, secret, type } = property;
  const message = form.formState.errors[name]?.message;
  const registered = form.register(name, {
    setValueAs: (value: string) => value.trim(),
    ...(isNeeded ? { required: words.credentials.needed } : {}),
  });
  const fallback = property.default === undefined ? undefined : String(property.default);
  return (
    <Field label={label} hint={help} error={message === undefined ? undefined : String(message)}>
      {ids =>
        property.enum ? (
          <Select {...ids} {...registered}>
            {isNeeded ? null : <option value="">{fallback ?? words.common.optional}</option>}
            {property.enum.map(each => (
              <option key={String(each)}>{String(each)}</option>
            ))}
          </Select>
        ) : (
          <TextInput
            {...ids}
            {...registered}
            type={secret ? 'password' : 'text'}
            inputMode={type === 'integer' ? 'numeric' : 'text'}
            autoComplete={secret ? 'new-password' : 'off'}
            spellCheck={false}
            dir="ltr"
            placeholder={isKept ? words.credentials.kept : (fallback ?? (isNeeded ? '' : words.common.optional))}
          />
        )
      }
    </Field>
  );
}
