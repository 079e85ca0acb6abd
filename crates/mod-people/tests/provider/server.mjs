// A provider on loopback for tests: signs everybody in who names themselves by `?as=` at /who,
// asks nothing, and speaks the real protocol. Prints its port once it listens.
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import { Provider } from "oidc-provider";

// The test reads one line and closes our output: notices go elsewhere.
console.info = console.warn = console.error;

const back = process.argv[2];
const key = (kind, options, more) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }),
  use: "sig",
  ...more,
});
const keys = [
  key("rsa", { modulusLength: 2048 }, { kid: "rsa" }),
  key("ec", { namedCurve: "P-256" }, { kid: "ec", alg: "ES256" }),
  key("ed25519", undefined, { kid: "ed", alg: "EdDSA" }),
];

const people = {
  erika: { name: "Erika Musterfrau", email: "erika@mail.test", email_verified: true, acr: "urn:loa:high" },
  otto: { name: "Otto Normal", email: "otto@mail.test", email_verified: true, acr: "urn:loa:1" },
};
let who = "erika";
let refuse = false;

const client = (id, alg, more) => ({
  client_id: id,
  redirect_uris: [back],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  id_token_signed_response_alg: alg,
  ...more,
});
const secret = "a secret:with signs/that need care+%";
const clients = [
  client("public", "RS256", { token_endpoint_auth_method: "none" }),
  client("basic", "ES256", { client_secret: secret, token_endpoint_auth_method: "client_secret_basic" }),
  client("pss", "PS256", { token_endpoint_auth_method: "none" }),
  client("eddsa", "EdDSA", { token_endpoint_auth_method: "none" }),
  client("secretly", "HS256", { client_secret: secret, token_endpoint_auth_method: "client_secret_basic" }),
];

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients,
    jwks: { keys },
    pkce: { required: () => true },
    enabledJWA: {
      idTokenSigningAlgValues: ["RS256", "PS256", "ES256", "EdDSA", "HS256"],
    },
    cookies: { keys: ["only for tests"] },
    claims: { openid: ["sub", "acr"], profile: ["name"], email: ["email", "email_verified"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...people[id] }),
    }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  });
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    const url = new URL(request.url, `http://127.0.0.1:${port}`);
    if (url.pathname === "/who") {
      who = url.searchParams.get("as") ?? who;
      refuse = url.searchParams.has("refuse");
      response.end("ok");
      return;
    }
    if (!url.pathname.startsWith("/interaction/")) return answer(request, response);
    if (refuse) {
      return provider.interactionFinished(request, response, {
        error: "access_denied",
        error_description: "turned back",
      });
    }
    const { prompt, params } = await provider.interactionDetails(request, response);
    if (prompt.name === "login") {
      return provider.interactionFinished(request, response, {
        login: { accountId: who, acr: people[who].acr, remember: false },
      });
    }
    const grant = new provider.Grant({ accountId: who, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const grantId = await grant.save();
    return provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true });
  });
  console.log(`port ${port}`);
});
process.stdin.on("end", () => process.exit(0)).resume();
