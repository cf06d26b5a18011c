/** The name that the cookies of people begin with. Behind https a browser takes them only from this very host. */
export function cookiePrefix(publicUrl: URL): string {
  return publicUrl.protocol === 'https:' ? '__Host-bd_person' : 'bd_person';
}

/** Where the session of a person is kept. */
export function sessionCookie(publicUrl: URL): string {
  return `${cookiePrefix(publicUrl)}.session_token`;
}
