using System.Text.Json;

namespace Palladium.Doctrine.Proofs;

/// <summary>What a doctrine promises, and must be proved: <c>[[never]]</c> or <c>[[always]]</c> of a proof file.</summary>
public sealed class Statement
{
    internal Statement(string id, string words, bool isNever, string file, int line, JsonElement expression)
    {
        Id = id;
        Words = words;
        IsNever = isNever;
        File = file;
        Line = line;
        Expression = expression;
    }

    /// <summary>Its name, unique in the doctrine.</summary>
    public string Id { get; }

    /// <summary>What it promises, in words for a councillor.</summary>
    public string Words { get; }

    /// <summary>Whether what it describes is never permitted; otherwise it always is.</summary>
    public bool IsNever { get; }

    /// <summary>File within the doctrine.</summary>
    public string File { get; }

    /// <summary>Line of its heading, from 1.</summary>
    public int Line { get; }

    internal JsonElement Expression { get; }
}
