// The browser's passkeys (WebAuthn), with the bytes as base64url in JSON; not every browser reads and writes that by itself.

type Json = Record<string, unknown>;

const bytes = (text: unknown): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(String(text).replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const text = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const listed = (found: unknown): PublicKeyCredentialDescriptor[] =>
  (Array.isArray(found) ? found : []).map((one: Json) => ({ type: "public-key", id: bytes(one.id) }));

/** Whether this browser can have passkeys at all. */
export const known = (): boolean => typeof PublicKeyCredential === "function";

/** Have a passkey made, as the server asks; its answer. Throws where the person does not want to, or cannot. */
export async function made(options: Json): Promise<Json> {
  const asked = options as unknown as PublicKeyCredentialCreationOptions & { user: { id: unknown } };
  const found = (await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(options.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: listed(options.excludeCredentials),
    },
  })) as PublicKeyCredential;
  const { clientDataJSON, attestationObject } = found.response as AuthenticatorAttestationResponse;
  return answer(found, { clientDataJSON, attestationObject });
}

/** Have a passkey sign, as the server asks; its answer. Throws where the person does not want to, or cannot. */
export async function signed(options: Json): Promise<Json> {
  const found = (await navigator.credentials.get({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialRequestOptions),
      challenge: bytes(options.challenge),
      allowCredentials: listed(options.allowCredentials),
    },
  })) as PublicKeyCredential;
  const { clientDataJSON, authenticatorData, signature } = found.response as AuthenticatorAssertionResponse;
  return answer(found, { clientDataJSON, authenticatorData, signature });
}

function answer({ id, rawId, type }: PublicKeyCredential, parts: Record<string, ArrayBuffer>): Json {
  const response = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, text(part)]));
  return { id, rawId: text(rawId), type, response };
}
