namespace Palladium.Tests.Standards;

/// <summary>Damages valid documents in the ways that wires and senders do, from a seed.</summary>
internal static class Mutation
{
    private static readonly byte[][] Spices =
    [
        "<"u8.ToArray(), ">"u8.ToArray(), "&#0;"u8.ToArray(), "\""u8.ToArray(), "]]>"u8.ToArray(), "<!--"u8.ToArray(), "<![CDATA["u8.ToArray(),
        "NaN"u8.ToArray(), "1e999"u8.ToArray(), "-"u8.ToArray(), ","u8.ToArray(), " "u8.ToArray(), "Z"u8.ToArray(), "\\ud800"u8.ToArray(),
        [0xFF], [0x00], [0xC3], "99999999999999999999"u8.ToArray(), "</event>"u8.ToArray(), "<event "u8.ToArray(), "null"u8.ToArray(),
    ];

    /// <summary>One to six changes: a byte flipped, a piece cut, doubled or moved, something strange put in.</summary>
    public static byte[] Of(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var n = random.Next(1, 7); n > 0 && bytes.Count > 2; n--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, Spices[random.Next(Spices.Length)]);
                    break;
                default:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
            }
        }

        return [.. bytes];
    }
}
