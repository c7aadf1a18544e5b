using System.Globalization;

namespace Palladium.Node.Configuration;

/// <summary>The file that <c>palladium node init</c> writes: every key, with what it means.</summary>
public static class NodeConfigurationTemplate
{
    /// <summary>The text of a new <c>node.toml</c>.</summary>
    public static string Write(
        string name, string kind, string displayName, string network, string address, int http, int peer, int mqtt, int cot) =>
        string.Create(CultureInfo.InvariantCulture, $"""
        # Configuration of a Palladium node. Unknown keys are refused, so that a slip of the pen is noticed.
        # The name and the network are part of the log's origin: they never change once the node has run.

        name = "{name}"
        kind = "{kind}"
        display_name = "{displayName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}"
        network = "{network}"

        # This machine's own load, memory, network traffic and failed log-ins as sources of kind cyber.*
        cyber_sensors = false

        [listen]
        address = "{address}"
        # Console, API and public log. Port 0 takes any free one.
        http_port = {http}
        # Other members: HTTPS with mutual TLS. Leave a port out and it is not served.
        peer_port = {peer}
        # Sensors: MQTT topic palladium/<source-id>, signed in with a token of scope observations:write.
        mqtt_port = {mqtt}
        # TAK apps and trackers: Cursor-on-Target XML over TCP.
        cot_port = {cot}
        # How others reach this node, when that is not the address above:
        # public_url = "https://police.example.org"
        # peer_url = "https://police.example.org:8443"

        [data]
        # Keys, log, bodies, charter. Relative to this file. bodies.keys, keys.db and keys/ do not belong into ordinary backups.
        folder = "."
        # Map and sites, made by: palladium city import FILE
        # city = "../city"
        # doctrine = "../doctrine"
        # Rules of this member alone: may forbid more, and permit more over what is its own. See docs/doctrine.md.
        # local_rules = "local.cedar"

        [people]
        # required: nobody who came by a one-time link goes on without adding a passkey. offered: people may do without. Left out, they are
        # required once public_url begins with https://, for browsers have passkeys there and on http://localhost only.
        # passkeys = "required"

        # Sign-in through the organisation's own OpenID Connect provider. A claim that no [[openid_roles]] names is worth nothing.
        # [openid]
        # name = "City login"
        # authority = "https://login.example.org"
        # client_id = "palladium"
        # client_secret_file = "openid.secret"
        # [[openid_roles]]
        # claim = "groups"
        # value = "dispatchers"
        # role = "operator"

        [limits]
        # request_bytes = 4194304
        # connections = 2000
        # segment_seconds = 10
        # segment_bytes = 4194304
        # recent_readings = 1024
        # session_idle_minutes = 60
        # session_longest_minutes = 720
        # sign_ins_per_minute = 10

        # Where another member is reached, when that is not what the charter says. Who answers is told by the key, not the address.
        # [peers]
        # police = "https://192.0.2.7:8443"
        # [consoles]
        # police = "https://police.example.org"

        # A source of this member, one table each:
        # [[sources]]
        # id = "river-1"
        # kind = "water-level"
        # name = "River at the old bridge"
        # unit = "m"
        # site = "osm/w/123"
        # lat = -34.9
        # lon = -56.2
        # feed = "live"            # or replay, exercise

        # An Atom feed of CAP alerts that the node fetches:
        # [[feeds]]
        # id = "weather-warnings"
        # kind = "cap-atom"
        # url = "http://127.0.0.1:9000/alerts.atom"
        # every_seconds = 30
        # feed = "replay"

        """);
}
