// Names and versions of what took part, for the provenance of a result.
import packageJson from "../../package.json" with { type: "json" };

export function versions(): Readonly<Record<string, string>> {
  return { rashomon: packageJson.version, node: process.versions.node };
}
