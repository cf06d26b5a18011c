import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

const looks: Readonly<Record<Look, string>> = {
  primary:
    'bg-page text-on-page font-semibold shadow-[inset_0_-1px_0_oklch(0.3_0.05_80/0.25)] hover:bg-page-deep active:translate-y-px',
  plain: 'border border-line bg-surface text-ink font-medium hover:border-edge active:translate-y-px',
  quiet: 'text-soft font-medium hover:bg-sunken hover:text-ink',
  danger: 'border border-wrong/40 bg-surface text-wrong font-medium hover:bg-wrong-wash active:translate-y-px',
};

/** What a button looks like; for links that act as one, too. */
export function buttonClass(look: Look = 'plain', small = false): string {
  return classNames(
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md transition-[color,background-color,border-color,box-shadow,transform,translate] duration-150 ease-settle disabled:opacity-55 disabled:cursor-not-allowed',
    small ? 'h-8 px-2.5 text-sm' : 'h-10 px-4 text-base',
    looks[look],
  );
}

/** A button. One primary to a view. */
export function Button({
  look = 'plain',
  small = false,
  className,
  ...rest
}: ComponentProps<'button'> & { readonly look?: Look; readonly small?: boolean }) {
  return <button type="button" className={classNames(buttonClass(look, small), className)} {...rest} />;
}

/** A button that is only a picture; the label is for those who do not see it, and for the tooltip. */
export function IconButton({
  label,
  className,
  ...rest
}: Omit<ComponentProps<'button'>, 'aria-label'> & { readonly label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classNames(
        'inline-grid size-9 shrink-0 place-items-center rounded-md text-soft transition hover:bg-sunken hover:text-ink',
        className,
      )}
      {...rest}
    />
  );
}
