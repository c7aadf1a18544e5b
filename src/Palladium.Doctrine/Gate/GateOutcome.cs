using System.Diagnostics.CodeAnalysis;
using Palladium.Records.Journal;

namespace Palladium.Doctrine.Gate;

/// <summary>The opened value with the entry that records it, or a denial with its rule.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public sealed class GateOutcome<T>
{
    private readonly T? _value;

    internal GateOutcome(GateDecision decision, T? value, JournalEntry? entry, ReadOnlyMemory<byte> body)
    {
        Decision = decision;
        _value = value;
        Entry = entry;
        Body = body;
    }

    /// <summary>The decision.</summary>
    public GateDecision Decision { get; }

    /// <summary>The durable entry; null for a row of a session, and when the log is stopped.</summary>
    public JournalEntry? Entry { get; }

    /// <summary>The entry's body, canonical JSON; empty when there is no entry.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Whether there is a value.</summary>
    public bool Permitted => Decision.Permitted;

    /// <summary>True with the value; false when denied.</summary>
    public bool Opened([NotNullWhen(true)] out T? value)
    {
        value = _value;
        return Permitted && value is not null;
    }
}
