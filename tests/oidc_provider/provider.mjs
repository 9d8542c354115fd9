// A real provider of identities for one test: whoever signs in is who they say, in the group that their name begins with.

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [back] = process.argv.slice(2);
const server = createServer();

server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "earnest",
        client_secret: "a test's own secret: + & %",
        redirect_uris: [back],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], profile: ["preferred_username", "groups"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["only for a test"] },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: `id-of-${id}`, preferred_username: `${id}@shop.example`, groups: [id.split("-")[0]] }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
