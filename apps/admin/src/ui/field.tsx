import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

/** How everything looks that one can write into. */
export const controlClass =
  'rounded-md border border-edge bg-surface px-3 text-ink transition placeholder:text-soft hover:border-ink focus-visible:outline-2 focus-visible:outline-ink focus-visible:outline-offset-1 disabled:opacity-55 aria-invalid:border-wrong max-sm:text-[16px]';

/** A label, what it is about, its control, and what is wrong with it. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: (ids: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean;
  }) => ReactNode;
}) {
  const id = useId();
  const about = hint || error ? `${id}-about` : undefined;
  return (
    <div className="grid min-w-0 grid-cols-1 content-start gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children({ id, 'aria-describedby': about, 'aria-invalid': error !== undefined })}
      {about ? (
        <p id={about} className={classNames('text-sm', error ? 'text-wrong' : 'text-soft')}>
          {error ?? hint}
        </p>
      ) : null}
    </div>
  );
}

/** One line of text. */
export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={classNames(controlClass, 'h-10 w-full', className)} {...rest} />;
}

/** One of a few. The machine's own list: it works everywhere, with every keyboard and finger. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={classNames(controlClass, 'h-10 max-w-full', className)} {...rest} />;
}

/** One of two to four, all in sight. */
export function Segments<Value extends string>({
  label,
  options,
  value,
  onChange,
  full = false,
}: {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode; readonly disabled?: boolean }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly full?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className={classNames('inline-flex rounded-md bg-sunken p-0.5', full && 'flex w-full')}>
      <legend className="sr-only">{label}</legend>
      {options.map(option => (
        <label
          key={option.value}
          className={classNames(
            'relative inline-flex h-8 flex-1 cursor-pointer items-center justify-center gap-1.5 whitespace-nowrap rounded-[0.5rem] px-3 font-medium text-sm text-soft transition has-checked:bg-surface has-checked:text-ink has-checked:shadow-lift has-focus-visible:outline-2 has-focus-visible:outline-ink has-disabled:cursor-not-allowed has-disabled:opacity-50',
          )}
        >
          <input
            type="radio"
            name={name}
            className="absolute inset-0 cursor-[inherit] opacity-0"
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
