using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Sqlite.People;

namespace Palladium.Node.Configuration;

/// <summary>What <c>node.toml</c> says, checked. Paths are absolute.</summary>
public sealed record NodeConfiguration
{
    /// <summary>Name of the configuration file in a node's folder.</summary>
    public const string FileName = "node.toml";

    /// <summary>The folder that holds the configuration file.</summary>
    public required string Folder { get; init; }

    /// <summary>The member whose node this is.</summary>
    public required MemberId Member { get; init; }

    /// <summary>Kind of member, a word of the doctrine: <c>police</c>, <c>fire</c>, <c>overseer</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What people call the member.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Name of the network; part of the log's origin.</summary>
    public required string Network { get; init; }

    /// <summary>Where the node listens.</summary>
    public required ListenConfiguration Listen { get; init; }

    /// <summary>Data folder, absolute: keys, log, bodies, charter, doctrine.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of the imported city; null when the node shows none.</summary>
    public string? City { get; init; }

    /// <summary>Doctrine folder used while no charter is in force; null for none (everything is denied then).</summary>
    public string? Doctrine { get; init; }

    /// <summary>File with this member's own rules, beside the doctrine; null for none.</summary>
    public string? LocalRules { get; init; }

    /// <summary>Sources that the node owns.</summary>
    public IReadOnlyList<Source> Sources { get; init; } = [];

    /// <summary>Feeds that the node fetches.</summary>
    public IReadOnlyList<FeedConfiguration> Feeds { get; init; } = [];

    /// <summary>
    /// Where other members' peer ports are, when not where the charter says. The address is a hint: who answers is told by the key.
    /// </summary>
    public IReadOnlyDictionary<MemberId, Uri> PeerAddresses { get; init; } = new Dictionary<MemberId, Uri>();

    /// <summary>Where other members' public pages are, when not where the charter says.</summary>
    public IReadOnlyDictionary<MemberId, Uri> PublicAddresses { get; init; } = new Dictionary<MemberId, Uri>();

    /// <summary>Whether this machine's own load, memory, traffic and failed log-ins are taken in as sources.</summary>
    public bool CyberSensors { get; init; }

    /// <summary>
    /// Whether somebody without a passkey gets further than to the page where one is added. A file that does not say requires one where the
    /// node is reached by https.
    /// </summary>
    public PasskeyRule Passkeys { get; init; } = PasskeyRule.Required;

    /// <summary>The organisation's own OpenID Connect provider; null when people sign in here alone.</summary>
    public OpenIdConfiguration? OpenId { get; init; }

    /// <summary>Limits.</summary>
    public LimitConfiguration Limits { get; init; } = new();

    /// <summary>The log's origin: <c>montevideo.palladium.invalid/police</c>.</summary>
    public string Origin => $"{Network}.palladium.invalid/{Member.Name}";

    /// <summary>A path below the data folder.</summary>
    public string DataPath(params ReadOnlySpan<string> parts) => Path.Combine([Data, .. parts]);
}

/// <summary>What a node demands of people who sign in by a one-time link.</summary>
public enum PasskeyRule
{
    /// <summary>A passkey before anything else.</summary>
    Required,

    /// <summary>A passkey when they like: for demonstrations, and where browsers reach the node without TLS.</summary>
    Offered,
}

/// <summary>Addresses and ports. Port 0 takes any free one and the node prints which.</summary>
/// <param name="Address">IP address to bind, <c>127.0.0.1</c> by default.</param>
/// <param name="HttpPort">Console, API, public log.</param>
/// <param name="PeerPort">Mutual TLS with other members; null: not served.</param>
/// <param name="MqttPort">MQTT broker; null: not served.</param>
/// <param name="CotPort">Cursor-on-Target over TCP; null: not served.</param>
/// <param name="PublicUrl">How outsiders reach the HTTP port; null: derived from address and port.</param>
/// <param name="PeerUrl">How members reach the peer port; null: derived from address and port.</param>
public sealed record ListenConfiguration(
    string Address, int HttpPort, int? PeerPort, int? MqttPort, int? CotPort, string? PublicUrl, string? PeerUrl)
{
    /// <summary>The URL that outsiders use, without a slash at the end.</summary>
    public string PublicUrlOrDefault => PublicUrl ?? $"http://{Reachable}:{HttpPort}";

    /// <summary>
    /// The URL that a browser of this member is sent to, without a slash at the end: by name where the node is on this machine
    /// alone, since browsers have no passkeys at a bare number.
    /// </summary>
    /// <param name="address">Where the node listens, when the port was not known beforehand.</param>
    public string PeopleUrl(string? address = null) =>
        PublicUrl ?? (address ?? PublicUrlOrDefault).Replace("//127.0.0.1:", "//localhost:", StringComparison.Ordinal);

    /// <summary>The URL that members use, without a slash at the end; null when no peer port is served.</summary>
    public string? PeerUrlOrDefault => PeerUrl ?? (PeerPort is { } port ? $"https://{Reachable}:{port}" : null);

    private string Reachable => Address is "0.0.0.0" or "::" ? "127.0.0.1" : Address;
}

/// <summary>A feed that the node fetches at an interval.</summary>
/// <param name="Id">Name within the node.</param>
/// <param name="Kind"><c>cap-atom</c>: an Atom feed of CAP alerts.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Every">Pause between fetches.</param>
/// <param name="Feed">What its data are.</param>
public sealed record FeedConfiguration(string Id, string Kind, Uri Url, TimeSpan Every, Feed Feed);

/// <summary>Limits that protect the node from too much.</summary>
public sealed record LimitConfiguration
{
    /// <summary>Largest request body in bytes.</summary>
    public int RequestBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Simultaneous connections on the HTTP port.</summary>
    public int Connections { get; init; } = 2000;

    /// <summary>A segment is closed after this time.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A segment is closed at this many bytes.</summary>
    public int SegmentBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Readings kept in memory for each source.</summary>
    public int RecentReadings { get; init; } = 1024;

    /// <summary>How long a signed-in person may be idle.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a session lasts, used or not.</summary>
    public TimeSpan SessionLongest { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Both.</summary>
    public SessionSpan Session => new(SessionIdle, SessionLongest);

    /// <summary>Attempts to sign in, a minute and address.</summary>
    public int SignInsPerMinute { get; init; } = 10;
}
