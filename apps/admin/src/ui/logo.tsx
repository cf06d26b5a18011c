/** The mark: a b whose bowl is a rotary dial. Drawn in ink on its own yellow, the same in light and dark. */
export function Logo({ size = 32 }: { readonly size?: number }) {
  return <img src="/admin/logo.svg" width={size} height={size} alt="" />;
}
