// The configuration of one Synapse on loopback, as small as it can be: every line is there because
// something fails, waits or is limited without it. Nothing here touches the disk.
import type { PostgresAddress } from "../postgres/index.ts";

export interface SynapseConfig {
  /** `127.0.0.1:PORT`: with a port there is no .well-known, no SRV and no DNS. */
  readonly serverName: string;
  /** Where the server listens. `server`: clients, plain federation, metrics; `tls`: federation. */
  readonly ports: { readonly server: number; readonly tls: number };
  readonly registrationSecret: string;
  /** `default` keeps Synapse's rate limits; `lifted` lets everything through. */
  readonly limits: "lifted" | "default";
  /** The version of rooms whose creator does not ask for one (default: Synapse's, which is 12). */
  readonly roomVersion?: string;
  /** A PostgreSQL database instead of an SQLite file. */
  readonly postgres?: PostgresAddress;
}

/** The text of `homeserver.yaml`; its paths are relative to the server's folder. */
export function synapseConfig(config: SynapseConfig): string {
  const { serverName, ports, registrationSecret, limits, roomVersion, postgres } = config;
  return `server_name: "${serverName}"
report_stats: false
database: ${databaseOf(postgres)}
signing_key_path: signing.key
media_store_path: media
log_config: log.yaml
pid_file: homeserver.pid
enable_metrics: true
listeners:
  # X-Matrix does not sign the scheme, so whoever sends to this server needs no TLS.
  - port: ${ports.server}
    bind_addresses: ["127.0.0.1"]
    type: http
    tls: false
    resources: [{names: [client, federation, metrics]}]
  # This is where other Synapses find it by its name.
  - port: ${ports.tls}
    bind_addresses: ["127.0.0.1"]
    type: http
    tls: true
    resources: [{names: [federation]}]
tls_certificate_path: ../tls.crt
tls_private_key_path: ../tls.key
# Everything is on loopback, with certificates that nobody has signed.
federation_verify_certificates: false
ip_range_blacklist: []
trusted_key_servers: []
registration_shared_secret: "${registrationSecret}"
bcrypt_rounds: 4
# Quick failure and quick retry, so that a server that comes back is noticed within seconds.
federation:
  client_timeout: 5s
  max_short_retries: 1
  max_short_retry_delay: 1s
  max_long_retries: 1
  max_long_retry_delay: 1s
  destination_min_retry_interval: 1s
  destination_retry_multiplier: 1
  destination_max_retry_interval: 2s
${roomVersion === undefined ? "" : `default_room_version: "${roomVersion}"\n`}${
    limits === "lifted" ? liftedLimits : ""
  }`;
}

/** The text of `log.yaml`: only what is odd, so that a measurement does not measure the log. */
export const logConfig = `version: 1
formatters: {line: {format: "%(asctime)s %(levelname)s %(name)s: %(message)s"}}
handlers: {file: {class: logging.FileHandler, filename: homeserver.log, formatter: line}}
root: {level: WARNING, handlers: [file]}
disable_existing_loggers: false
`;

function databaseOf(postgres: PostgresAddress | undefined): string {
  if (postgres === undefined) return "{name: sqlite3, args: {database: homeserver.db}}";
  const { host, port, user, password, database } = postgres;
  const login = `user: ${user}, password: "${password}", dbname: ${database}`;
  const args = `{${login}, host: "${host}", port: ${port}`;
  return `{name: psycopg2, args: ${args}, cp_min: 5, cp_max: ${connectionsEach}}}`;
}

/** Connections to a PostgreSQL that one Synapse may hold. */
export const connectionsEach = 10;

const free = "{per_second: 99999, burst_count: 99999}";

/** Synapse's limits are for the open internet; a load that meets them measures them. */
const liftedLimits = `rc_message: ${free}
rc_registration: ${free}
rc_login: {address: ${free}, account: ${free}, failed_attempts: ${free}}
rc_joins: {local: ${free}, remote: ${free}}
rc_joins_per_room: ${free}
rc_invites: {per_room: ${free}, per_user: ${free}, per_issuer: ${free}}
rc_room_creation: ${free}
rc_presence: {per_user: ${free}}
rc_key_requests: ${free}
rc_media_create: ${free}
rc_federation:
  {window_size: 1000, sleep_limit: 99999, sleep_delay: 1, reject_limit: 99999, concurrent: 99999}
federation_rr_transactions_per_room_per_second: 99999
`;
