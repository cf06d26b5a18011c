import { callAuth } from './client.ts';

/** Whether this browser makes and uses passkeys here. */
export const passkeysWork =
  typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** Makes a passkey on this device and hands it in. @throws what the browser or the server says. */
export async function addPasskey(name: string): Promise<void> {
  const options = await callAuth<PublicKeyCredentialCreationOptionsJSON>('POST', '/passkeys/options', {});
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  await callAuth('POST', '/passkeys', { name, response: asJson(await navigator.credentials.create({ publicKey })) });
}

/** Signs in with a passkey. @throws what the browser or the server says. */
export async function signInWithPasskey(): Promise<void> {
  const options = await callAuth<PublicKeyCredentialRequestOptionsJSON>('POST', '/login/passkey/options', {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  await callAuth('POST', '/login/passkey', { response: asJson(await navigator.credentials.get({ publicKey })) });
}

/** True for what a browser throws when somebody closed its question: that is no error. */
export function wasClosed(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError');
}

function asJson(credential: Credential | null): unknown {
  if (!(credential instanceof PublicKeyCredential)) throw new TypeError('The browser answered without a passkey.');
  return credential.toJSON();
}
