using Palladium.Records;

namespace Palladium.Operations.Picture;

/// <summary>What a row of the picture is about.</summary>
public enum RowKind
{
    /// <summary>An alert; never waits behind anything else.</summary>
    Alert,

    /// <summary>An incident.</summary>
    Incident,

    /// <summary>Another member's state.</summary>
    Member,

    /// <summary>A refusal at an intake or a peer.</summary>
    Refusal,

    /// <summary>The state of the node's own log.</summary>
    Log,

    /// <summary>A unit's position.</summary>
    Unit,

    /// <summary>A source's latest reading.</summary>
    Source,
}

/// <summary>Names one row of the picture.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Id">Its id within the owner.</param>
public readonly record struct RowKey(RowKind Kind, MemberId Owner, string Id);
