import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A sheet of paper on the desk. */
export function Card({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <div className={classNames('rounded-lg border border-line bg-surface shadow-lift', className)}>{children}</div>
  );
}

/** A titled part of a page. */
export function Section({
  title,
  lead,
  actions,
  children,
  className,
}: {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <section className={classNames('rounded-lg border border-line bg-surface shadow-lift', className)}>
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-4 pb-3">
        <div className="min-w-0">
          <h2 className="font-semibold text-lg">{title}</h2>
          {lead ? <p className="text-soft text-sm">{lead}</p> : null}
        </div>
        {actions}
      </header>
      <div className="px-5 pb-5">{children}</div>
    </section>
  );
}

/** The head of a page: what it is, in one sentence, and what can be done. */
export function PageHead({
  title,
  lead,
  actions,
}: {
  readonly title: string;
  readonly lead: string;
  readonly actions?: ReactNode;
}) {
  return (
    <header className="mb-5 flex flex-wrap items-end justify-between gap-3">
      <div className="min-w-0">
        <h1 className="font-bold text-2xl">{title}</h1>
        <p className="mt-0.5 text-soft">{lead}</p>
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}

/** Nothing here yet, why, and what to do about it. */
export function Empty({
  icon,
  title,
  lead,
  children,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly lead?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center justify-center gap-1 px-4 py-10 text-center">
      {icon ? (
        <div className="mb-2 grid size-11 place-items-center rounded-full bg-sunken text-soft" aria-hidden="true">
          {icon}
        </div>
      ) : null}
      <p className="font-display font-semibold text-lg">{title}</p>
      {lead ? <p className="max-w-sm text-pretty text-soft">{lead}</p> : null}
      {children ? <div className="mt-3 flex max-w-full flex-col items-center gap-2">{children}</div> : null}
    </div>
  );
}

/** The shape of what is on its way. */
export function Skeleton({ className }: { readonly className?: string }) {
  return (
    <div aria-hidden="true" className={classNames('animate-pulse-soft rounded-md bg-sunken', className ?? 'h-4')} />
  );
}

/** Several lines on their way. */
export function SkeletonRows({ count = 5 }: { readonly count?: number }) {
  return (
    <div className="grid gap-3 py-2">
      {Array.from({ length: count }, (_, index) => index).map(index => (
        <Skeleton key={index} className="h-9" />
      ))}
    </div>
  );
}
