using System.Buffers;
using System.Globalization;

namespace Palladium.Cedar;

/// <summary>An address with a prefix; an address alone has the longest.</summary>
internal readonly record struct IpRange(bool IsIpv6, UInt128 Address, int Prefix)
{
    // .NET's number parsers let trailing NULs pass, so the digits are checked apart.
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public bool IsLoopback => IsIpv6 ? Address == 1 && Prefix == 128 : (Address >> 24) == 127 && Prefix >= 8;

    public bool IsMulticast => IsIpv6 ? (Address >> 120) == 0xff && Prefix >= 8 : (Address >> 28) == 0xe && Prefix >= 4;

    private int Bits => IsIpv6 ? 128 : 32;

    public static bool TryParse(string text, out IpRange range)
    {
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text.AsSpan() : text.AsSpan(0, slash);
        var v6 = host.Contains(':');
        if (!(v6 ? ParseV6(host, out var address) : ParseV4(host, out address)))
        {
            return false;
        }

        var bits = v6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0)
        {
            var digits = text.AsSpan(slash + 1);
            if (digits.Length is < 1 or > 3 || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits)
            {
                return false;
            }
        }

        range = new IpRange(v6, address, prefix);
        return true;
    }

    public bool IsIn(IpRange other)
    {
        if (IsIpv6 != other.IsIpv6 || Prefix < other.Prefix)
        {
            return false;
        }

        var shift = Bits - other.Prefix;
        return shift >= 128 || Address >> shift == other.Address >> shift;
    }

    public override string ToString()
    {
        var address = Address;
        var parts = IsIpv6
            ? string.Join(':', Enumerable.Range(0, 8).Select(i => ((int)(ushort)(address >> (112 - (16 * i)))).ToString("x", CultureInfo.InvariantCulture)))
            : string.Join('.', Enumerable.Range(0, 4).Select(i => ((int)(byte)(address >> (24 - (8 * i)))).ToString(CultureInfo.InvariantCulture)));
        return Prefix == Bits ? parts : string.Create(CultureInfo.InvariantCulture, $"{parts}/{Prefix}");
    }

    private static bool ParseV4(ReadOnlySpan<char> text, out UInt128 address)
    {
        address = 0;
        var octets = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++octets > 4 || part.Length is < 1 or > 3 || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                return false;
            }

            address = (address << 8) | octet;
        }

        return octets == 4;
    }

    private static bool ParseV6(ReadOnlySpan<char> text, out UInt128 address)
    {
        address = 0;
        var gap = text.IndexOf("::");
        if (gap < 0)
        {
            return Groups(text, out address) == 8;
        }

        var head = Groups(text[..gap], out var high);
        var tail = Groups(text[(gap + 2)..], out var low);
        if (head < 0 || tail < 0 || head + tail > 7)
        {
            return false;
        }

        address = (head == 0 ? 0 : high << (16 * (8 - head))) | low;
        return true;
    }

    private static int Groups(ReadOnlySpan<char> text, out UInt128 value)
    {
        value = 0;
        if (text.IsEmpty)
        {
            return 0;
        }

        var count = 0;
        foreach (var range in text.Split(':'))
        {
            var part = text[range];
            if (++count > 8 || part.Length is < 1 or > 4 || part.ContainsAnyExcept(HexDigits)
                || !ushort.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var group))
            {
                return -1;
            }

            value = (value << 16) | group;
        }

        return count;
    }
}
