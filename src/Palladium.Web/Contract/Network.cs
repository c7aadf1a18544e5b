namespace Palladium.Web.Contract;

/// <summary>The network as this node sees it: <see cref="PalladiumRoutes.Network"/>.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="CharterVersion">The charter version in force here.</param>
/// <param name="CharterHash">Its hash, 64 hexadecimal digits.</param>
/// <param name="Doctrine">Name and version of the doctrine in force here.</param>
/// <param name="DoctrineHash">Its hash, 64 hexadecimal digits.</param>
/// <param name="WitnessQuorum">How many cosignatures without the author's make a checkpoint cosigned.</param>
/// <param name="Log">This node's own log.</param>
/// <param name="Members">Every member, this one included, in the charter's order.</param>
public sealed record NetworkDto(
    string Name,
    int CharterVersion,
    string CharterHash,
    string Doctrine,
    string DoctrineHash,
    int WitnessQuorum,
    LogStatusDto Log,
    IReadOnlyList<MemberStateDto> Members);

/// <summary>One member as this node sees it; also in the stream as <c>member</c>.</summary>
/// <param name="Member">Who.</param>
/// <param name="Self">True for the member whose node this is.</param>
/// <param name="Reachable">Whether the last exchange with it succeeded.</param>
/// <param name="Since">Since when it is reachable, or is not; null when never tried.</param>
/// <param name="LastSeen">When it last answered; null: never since this node was started.</param>
/// <param name="RoundTripMs">Median round trip of the last minute's status questions in milliseconds; null when unknown.</param>
/// <param name="LossPercent">Share of failed exchanges of the last minute, 0 to 100.</param>
/// <param name="LagEntries">How many of this node's entries it has not confirmed.</param>
/// <param name="Queue">How many messages wait for it here (alerts, releases).</param>
/// <param name="MirrorSize">How many entries of its log are held here, verified.</param>
/// <param name="LogSize">How many entries it has by its last checkpoint seen here.</param>
/// <param name="MirrorState">In words: <c>verified</c>, <c>behind</c>, <c>none</c>, <c>forked</c>.</param>
/// <param name="CosignedBy">The members whose cosignature over a head of its log was verified here.</param>
/// <param name="CosignedSize">How many entries of its log a quorum of them covers; 0 when fewer cosigned.</param>
/// <param name="MirroredBy">The members other than it that hold what a quorum cosigned of its log, or all of it before that: this one, and those that say so.</param>
/// <param name="CharterVersion">What it said it follows; null when unknown.</param>
/// <param name="DoctrineHash">What it said it follows; null when unknown.</param>
/// <param name="Refused">How many of its messages were refused here since the start.</param>
/// <param name="Trouble">What is wrong, in words; null when nothing is.</param>
/// <param name="ConsoleUrl">Where its own public pages are; null when unknown.</param>
public sealed record MemberStateDto(
    MemberRefDto Member,
    bool Self,
    bool Reachable,
    DateTimeOffset? Since,
    DateTimeOffset? LastSeen,
    double? RoundTripMs,
    double LossPercent,
    long LagEntries,
    int Queue,
    long MirrorSize,
    long LogSize,
    string MirrorState,
    IReadOnlyList<string> CosignedBy,
    long CosignedSize,
    IReadOnlyList<string> MirroredBy,
    int? CharterVersion,
    string? DoctrineHash,
    long Refused,
    string? Trouble,
    string? ConsoleUrl);

/// <summary>The state of this node's own log, in the status bar; also in the stream as <c>log</c>.</summary>
/// <param name="Origin">The log's origin, <c>montevideo.palladium.invalid/police</c>.</param>
/// <param name="Size">How many entries are durable.</param>
/// <param name="PublishedSize">Size of the published checkpoint.</param>
/// <param name="CosignedBy">The members whose cosignature over a head of this log was verified here.</param>
/// <param name="CosignedSize">How many entries a quorum of them covers; 0 when fewer cosigned.</param>
/// <param name="Mirrored">How many members hold what a quorum cosigned of it, or all of it before that.</param>
/// <param name="Stopped">True when a write failed and the node appends nothing more until restarted.</param>
public sealed record LogStatusDto(
    string Origin,
    long Size,
    long PublishedSize,
    IReadOnlyList<string> CosignedBy,
    long CosignedSize,
    int Mirrored,
    bool Stopped);

/// <summary>Names and keys for anyone, without sign-in: <see cref="PalladiumRoutes.PublicNetwork"/>.</summary>
/// <param name="Name">The network's name; null for a node that has not joined one.</param>
/// <param name="Self">The id of the member whose node this is.</param>
/// <param name="City">The city's name.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="InventedMembers">True where the members are invented (the demo).</param>
/// <param name="CharterVersion">The charter version in force here.</param>
/// <param name="Members">Every member.</param>
/// <param name="SignInProvider">What people call the provider through which they may sign in here; null when there is none.</param>
public sealed record PublicNetworkDto(
    string? Name,
    string Self,
    string City,
    string TimeZone,
    bool InventedMembers,
    int CharterVersion,
    IReadOnlyList<PublicMemberDto> Members,
    string? SignInProvider = null);

/// <summary>What anyone may know of a member.</summary>
/// <param name="Id">Its id in the network.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">A word of the doctrine.</param>
/// <param name="Origin">Its log's origin.</param>
/// <param name="LogKey">Verifier key of its log in signed-note form (<c>name+hash+base64</c>, type 0x01).</param>
/// <param name="CosignKey">Verifier key of its cosignatures in signed-note form (type 0x04).</param>
/// <param name="PublicUrl">Where its public pages and <c>/log/</c> are; null when unknown.</param>
public sealed record PublicMemberDto(
    string Id, string Name, string Kind, string Origin, string LogKey, string CosignKey, string? PublicUrl);
