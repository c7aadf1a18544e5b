using System.Security.Cryptography;

namespace Palladium.Records.Entries;

/// <summary>128 random bits that name an entry, as 32 lower-case hexadecimal digits. Says nothing about its content.</summary>
public readonly record struct EntryId
{
    private readonly string? _hex;

    private EntryId(string hex) => _hex = hex;

    /// <summary>32 lower-case hexadecimal digits; all zero for a default value.</summary>
    public string Hex => _hex ?? "00000000000000000000000000000000";

    /// <summary>A fresh identifier from the given generator (the system's when null).</summary>
    public static EntryId Fresh(RandomNumberGenerator? random = null)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (random is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            random.GetBytes(bytes);
        }

        return new EntryId(Convert.ToHexStringLower(bytes));
    }

    /// <summary>Reads an identifier from outside.</summary>
    public static Outcome<EntryId> Parse(string? text)
    {
        if (text is { Length: 32 } && text.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0)
        {
            return new EntryId(text);
        }

        return new Refusal("id", "entry.id", "An entry's id is 32 lower-case hexadecimal digits.");
    }

    /// <inheritdoc />
    public override string ToString() => Hex;
}
