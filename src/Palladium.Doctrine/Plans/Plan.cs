using System.Collections.Immutable;

namespace Palladium.Doctrine.Plans;

/// <summary>Who leads, who follows when the leader is lost, and what the public is told: data of the doctrine.</summary>
public sealed record Plan
{
    /// <summary>Name, unique in the doctrine; what a purpose of class <c>plan</c> refers to.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public required string Purpose { get; init; }

    /// <summary>Whether it is always in force: a standing plan is a purpose without an incident.</summary>
    public bool Standing { get; init; }

    /// <summary>Kinds of member in the order in which they lead. The position in it counts in orders: 0 leads first.</summary>
    public required ImmutableArray<string> Line { get; init; }

    /// <summary>
    /// Kinds of member whose fresh signatures count for exclusive orders. Never empty; the line itself when the file says nothing.
    /// </summary>
    public required ImmutableArray<string> Electors { get; init; }

    /// <summary>How many members must state that the leader is out of reach before the next takes the lead. At least 1.</summary>
    public required int Attestations { get; init; }

    /// <summary>For how long the leader must be out of reach before that may be stated.</summary>
    public required TimeSpan LeadLostAfter { get; init; }

    /// <summary>Identifiers of threshold rules whose alerts suggest this plan; may be empty.</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>Messages to the public, ready but for their places.</summary>
    public ImmutableArray<PublicMessageTemplate> Messages { get; init; } = [];

    /// <summary>The position of a kind of member in the line, from 0; -1 when it is not in it.</summary>
    public int PositionOf(string memberKind) => Line.IndexOf(memberKind);
}
