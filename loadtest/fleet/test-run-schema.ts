// The part of the k6-operator's `TestRun` resource (k6.io/v1alpha1, operator v1.6.0) that a load
// needs, as a schema: fields, types and what is required are those of its CRD. Unknown fields are
// refused, so a slip of the pen is found here and not on a cluster. What Kubernetes itself defines
// (volumes, environment) is checked only as far as we write it; and what the operator makes of a name.
import Type from "typebox";

const name = Type.String({ pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" });
/**
 * The operator makes `NAME-service-1000` of it, which has to be a label of DNS that begins with a letter
 * (RFC 1035), and `NAME-1000`, the host name of a runner.
 */
const runName = Type.String({ pattern: "^[a-z]([-a-z0-9]{0,48}[a-z0-9])?$" });
const strict = { additionalProperties: false } as const;

const variable = Type.Union([
  Type.Object({ name: Type.String(), value: Type.String() }, strict),
  Type.Object(
    {
      name: Type.String(),
      valueFrom: Type.Object(
        { fieldRef: Type.Object({ fieldPath: Type.String() }, strict) },
        strict,
      ),
    },
    strict,
  ),
]);

const volume = Type.Union([
  Type.Object({ name, secret: Type.Object({ secretName: name }, strict) }, strict),
  Type.Object({ name, persistentVolumeClaim: Type.Object({ claimName: name }, strict) }, strict),
]);

const mount = Type.Object(
  { name, mountPath: Type.String({ pattern: "^/" }), readOnly: Type.Optional(Type.Boolean()) },
  strict,
);

const pod = Type.Object(
  {
    image: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9][-A-Za-z0-9_./:@]*$" })),
    env: Type.Optional(Type.Array(variable)),
    volumes: Type.Optional(Type.Array(volume)),
    volumeMounts: Type.Optional(Type.Array(mount)),
    securityContext: Type.Optional(Type.Object({ fsGroup: Type.Integer({ minimum: 1 }) }, strict)),
    disabled: Type.Optional(Type.Boolean()),
  },
  strict,
);

export const testRunSchema = Type.Object(
  {
    apiVersion: Type.Literal("k6.io/v1alpha1"),
    kind: Type.Literal("TestRun"),
    metadata: Type.Object(
      {
        name: runName,
        namespace: Type.Optional(name),
        labels: Type.Optional(Type.Record(Type.String(), Type.String())),
      },
      strict,
    ),
    spec: Type.Object(
      {
        parallelism: Type.Integer({ minimum: 1, maximum: 1_000 }),
        script: Type.Object(
          {
            configMap: Type.Object(
              { name, file: Type.String({ pattern: "\\.(js|ts|tar)$" }) },
              strict,
            ),
          },
          strict,
        ),
        separate: Type.Optional(Type.Boolean()),
        args: Type.Optional(Type.Array(Type.String())),
        quiet: Type.Optional(Type.Union([Type.Literal("true"), Type.Literal("false")])),
        paused: Type.Optional(Type.Union([Type.Literal("true"), Type.Literal("false")])),
        cleanup: Type.Optional(Type.Literal("post")),
        runner: Type.Optional(pod),
        initializer: Type.Optional(pod),
      },
      strict,
    ),
  },
  strict,
);

export type TestRun = Type.Static<typeof testRunSchema>;
