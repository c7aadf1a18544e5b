using System.Buffers;
using System.Globalization;

namespace Palladium.Cedar;

/// <summary>An IPv4 or IPv6 address or range.</summary>
public sealed class CedarIp : CedarValue
{
    // .NET's number parsers let trailing NULs pass, so the digits are checked apart.
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly UInt128 _address;

    private CedarIp(bool isIpv6, UInt128 address, int prefix)
    {
        IsIpv6 = isIpv6;
        _address = address;
        Prefix = prefix;
    }

    /// <summary>Whether it is an IPv6 address; an IPv4 address written in IPv6 form counts as IPv6.</summary>
    public bool IsIpv6 { get; }

    /// <summary>The length of the network prefix: 32 or 128 for a single address.</summary>
    public int Prefix { get; }

    /// <inheritdoc/>
    public override string TypeName => "ipaddr";

    /// <summary>Whether the whole range lies in 127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => IsIpv6 ? _address == 1 && Prefix == 128 : (_address >> 24) == 127 && Prefix >= 8;

    /// <summary>Whether the whole range lies in 224.0.0.0/4 or ff00::/8.</summary>
    public bool IsMulticast => IsIpv6 ? (_address >> 120) == 0xff && Prefix >= 8 : (_address >> 28) == 0xe && Prefix >= 4;

    /// <summary>The range as <see cref="Parse"/> reads it.</summary>
    internal string Text
    {
        get
        {
            var parts = IsIpv6
                ? string.Join(':', Enumerable.Range(0, 8).Select(i => ((int)(ushort)(_address >> (112 - (16 * i)))).ToString("x", CultureInfo.InvariantCulture)))
                : string.Join('.', Enumerable.Range(0, 4).Select(i => ((int)(byte)(_address >> (24 - (8 * i)))).ToString(CultureInfo.InvariantCulture)));
            return Prefix == Bits ? parts : string.Create(CultureInfo.InvariantCulture, $"{parts}/{Prefix}");
        }
    }

    private int Bits => IsIpv6 ? 128 : 32;

    /// <summary>Reads an address, optionally with <c>/prefix</c>.</summary>
    /// <returns>Null when the text is neither; IPv4 embedded in IPv6 with dots is refused.</returns>
    public static CedarIp? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text.AsSpan() : text.AsSpan(0, slash);
        var v6 = host.Contains(':');
        if (!(v6 ? ParseV6(host, out var address) : ParseV4(host, out address)))
        {
            return null;
        }

        var bits = v6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0)
        {
            var digits = text.AsSpan(slash + 1);
            if (digits.Length is < 1 or > 3 || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits)
            {
                return null;
            }
        }

        return new CedarIp(v6, address, prefix);
    }

    /// <summary>Whether every address of this one is in the other's range; false across the two families.</summary>
    public bool IsInRange(CedarIp other)
    {
        if (IsIpv6 != other.IsIpv6 || Prefix < other.Prefix)
        {
            return false;
        }

        var shift = Bits - other.Prefix;
        return shift >= 128 || _address >> shift == other._address >> shift;
    }

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) =>
        other is CedarIp that && that.IsIpv6 == IsIpv6 && that._address == _address && that.Prefix == Prefix;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(2, _address, Prefix);

    /// <inheritdoc/>
    public override string ToString() => $"ip(\"{Text}\")";

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
