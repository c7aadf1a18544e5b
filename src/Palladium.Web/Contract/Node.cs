namespace Palladium.Web.Contract;

/// <summary>This node's own state: <see cref="PalladiumRoutes.Node"/>.</summary>
/// <param name="Member">The member whose node this is.</param>
/// <param name="Version">The software's version.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="MemoryBytes">Working set.</param>
/// <param name="Ready">Whether it is ready.</param>
/// <param name="Checks">What readiness consists of.</param>
/// <param name="Log">Its own log.</param>
/// <param name="Feeds">What comes in, by intake.</param>
/// <param name="Observations">How many readings were taken in since the start.</param>
/// <param name="Consoles">How many follow the picture now.</param>
public sealed record NodeDto(
    MemberRefDto Member,
    string Version,
    DateTimeOffset StartedAt,
    long MemoryBytes,
    bool Ready,
    IReadOnlyList<NodeCheckDto> Checks,
    LogStatusDto Log,
    IReadOnlyList<FeedDto> Feeds,
    long Observations,
    int Consoles);

/// <summary>One condition of readiness.</summary>
/// <param name="Name">What was checked: <c>disk</c>, <c>log</c>, <c>broker</c>.</param>
/// <param name="Ok">Whether it holds.</param>
/// <param name="Words">What was found and, when it does not hold, what to do.</param>
public sealed record NodeCheckDto(string Name, bool Ok, string Words);

/// <summary>One way by which data come in.</summary>
/// <param name="Name">What it is: "MQTT broker", "CAP alerts by Atom", "Positions (CoT)", "Recorded weather".</param>
/// <param name="Feed">Live, replay or exercise.</param>
/// <param name="Address">Where it listens or what it reads; may be empty.</param>
/// <param name="Working">Whether it works now.</param>
/// <param name="Words">Its state in a sentence.</param>
/// <param name="Messages">How many messages were taken since the start.</param>
/// <param name="PerMinute">How many in the last minute.</param>
/// <param name="Refused">How many were refused since the start.</param>
/// <param name="LastAt">When the last one came; null: none.</param>
public sealed record FeedDto(
    string Name,
    FeedKind Feed,
    string Address,
    bool Working,
    string Words,
    long Messages,
    long PerMinute,
    long Refused,
    DateTimeOffset? LastAt);

/// <summary>
/// What was refused, by who sent it and which rule: <see cref="PalladiumRoutes.Refusals"/> (latest first) and the stream.
/// </summary>
/// <param name="Intake">Where it came in: <c>mqtt</c>, <c>http</c>, <c>cap</c>, <c>atom</c>, <c>cot</c>, <c>peer</c>.</param>
/// <param name="From">Who sent it, as far as it is known (a member, a token, a client id); never protected data.</param>
/// <param name="Rule">Short stable identifier of the rule.</param>
/// <param name="Count">How many times since the start.</param>
/// <param name="Field">The field of the last one.</param>
/// <param name="Message">The message of the last one.</param>
/// <param name="LastAt">When the last one came.</param>
public sealed record RefusalDto(
    string Intake, string From, string Rule, long Count, string Field, string Message, DateTimeOffset LastAt);
