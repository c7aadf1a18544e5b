namespace Palladium.Records.Entries;

/// <summary>Who a body is meant for, in the coarsest terms; the doctrine decides on each person.</summary>
public enum AudienceClass
{
    /// <summary>Anyone: a public message, a charter, a doctrine.</summary>
    Public,

    /// <summary>Some members of the network.</summary>
    Members,

    /// <summary>The author alone, and those who oversee it.</summary>
    Own,
}

/// <summary>What a body is used for, in the coarsest terms. The structured purpose is in the body.</summary>
public enum PurposeClass
{
    /// <summary>Running the node and the network: charter, doctrine, settings.</summary>
    Administration,

    /// <summary>Watching under a standing plan.</summary>
    Plan,

    /// <summary>An incident that is being handled.</summary>
    Incident,

    /// <summary>A drill.</summary>
    Exercise,

    /// <summary>An oversight case, or the log's own upkeep for oversight.</summary>
    Oversight,
}

/// <summary>The header's words for the classes: lower-case names, part of the frozen format.</summary>
internal static class EntryClassNames
{
    public static string Name(AudienceClass value) => value switch
    {
        AudienceClass.Public => "public",
        AudienceClass.Members => "members",
        AudienceClass.Own => "own",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    public static string Name(PurposeClass value) => value switch
    {
        PurposeClass.Administration => "administration",
        PurposeClass.Plan => "plan",
        PurposeClass.Incident => "incident",
        PurposeClass.Exercise => "exercise",
        PurposeClass.Oversight => "oversight",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    public static AudienceClass? Audience(string? text) => text switch
    {
        "public" => AudienceClass.Public,
        "members" => AudienceClass.Members,
        "own" => AudienceClass.Own,
        _ => null,
    };

    public static PurposeClass? Purpose(string? text) => text switch
    {
        "administration" => PurposeClass.Administration,
        "plan" => PurposeClass.Plan,
        "incident" => PurposeClass.Incident,
        "exercise" => PurposeClass.Exercise,
        "oversight" => PurposeClass.Oversight,
        _ => null,
    };
}
