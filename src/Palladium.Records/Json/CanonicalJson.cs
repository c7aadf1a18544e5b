using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Palladium.Records.Json;

/// <summary>
/// The JSON Canonicalization Scheme (RFC 8785): one byte sequence for one value. Whatever is hashed, signed or committed
/// to in the network is written by <see cref="Write"/>, and <see cref="Read"/> refuses every other spelling of the same
/// value, so that two readers can't see two things in one hash.
/// </summary>
/// <remarks>
/// Property names are ordered by UTF-16 code units (clause 3.2.3), numbers are written as ECMAScript does (clause 3.2.2.3).
/// Integers beyond 2^53 are refused: they travel as strings. Duplicate names, a byte-order mark, lone surrogates and
/// nesting deeper than 64 are refused.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>Deepest nesting that is read or written.</summary>
    public const int MaxDepth = 64;

    private const double MaxSafeInteger = 9_007_199_254_740_992;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The canonical bytes of a value.</summary>
    /// <exception cref="ArgumentException">The value has no canonical form (a number that is not finite, a lone
    /// surrogate): a bug in the caller, since values from outside come through <see cref="Read"/>.</exception>
    public static byte[] Write(JsonNode? value)
    {
        var text = new StringBuilder();
        WriteNode(text, value, 0);
        try
        {
            return StrictUtf8.GetBytes(text.ToString());
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("A string holds a lone surrogate.", nameof(value));
        }
    }

    /// <summary>Reads bytes that must be canonical already.</summary>
    public static Outcome<JsonNode> Read(ReadOnlySpan<byte> bytes)
    {
        JsonNode? node;
        byte[] canonical;
        try
        {
            node = JsonNode.Parse(bytes, documentOptions: Strict);
            canonical = Write(node);
        }
        catch (JsonException e)
        {
            return new Refusal($"byte {e.BytePositionInLine ?? 0}", "json.malformed", "This is not well-formed JSON.");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException)
        {
            return new Refusal("json", "json.no-canonical-form", "This value has no canonical form (RFC 8785).");
        }

        if (node is null)
        {
            return new Refusal("json", "json.null", "A bare null is not a record.");
        }

        return bytes.SequenceEqual(canonical)
            ? node
            : new Refusal("json", "json.not-canonical", "This is JSON, but not in its canonical form (RFC 8785).");
    }

    private static void WriteNode(StringBuilder text, JsonNode? node, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ArgumentException($"Nested deeper than {MaxDepth}.", nameof(node));
        }

        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject json:
                text.Append('{');
                var first = true;
                foreach (var (name, value) in json.OrderBy(property => property.Key, StringComparer.Ordinal))
                {
                    if (!first)
                    {
                        text.Append(',');
                    }

                    first = false;
                    WriteString(text, name);
                    text.Append(':');
                    WriteNode(text, value, depth + 1);
                }

                text.Append('}');
                break;
            case JsonArray array:
                text.Append('[');
                for (var i = 0; i < array.Count; i++)
                {
                    if (i > 0)
                    {
                        text.Append(',');
                    }

                    WriteNode(text, array[i], depth + 1);
                }

                text.Append(']');
                break;
            case JsonValue value:
                WriteValue(text, value);
                break;
        }
    }

    private static void WriteValue(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.String:
                WriteString(text, value.GetValue<string>());
                break;
            case JsonValueKind.Number:
                text.Append(Number(double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)));
                break;
            default:
                throw new ArgumentException("Not a JSON value.", nameof(value));
        }
    }

    /// <summary>A number as ECMAScript's <c>Number::toString</c> writes it (ECMA-262, 6.1.6.1.20).</summary>
    internal static string Number(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentException("Not a finite number.", nameof(number));
        }

        if (number == 0)
        {
            return "0";
        }

        if (Math.Abs(number) > MaxSafeInteger && number == Math.Floor(number))
        {
            throw new ArgumentException("An integer beyond 2^53 travels as a string.", nameof(number));
        }

        var sign = number < 0 ? "-" : "";
        var (digits, exponent) = Decompose(Math.Abs(number).ToString("R", CultureInfo.InvariantCulture));

        // n is the position of the decimal point as in the standard: value = 0.digits * 10^n.
        var n = exponent;
        var k = digits.Length;
        if (k <= n && n <= 21)
        {
            return sign + digits + new string('0', n - k);
        }

        if (n is > 0 and <= 21)
        {
            return sign + digits[..n] + "." + digits[n..];
        }

        if (n is > -6 and <= 0)
        {
            return sign + "0." + new string('0', -n) + digits;
        }

        var e = n - 1;
        var exponentText = (e < 0 ? "-" : "+") + Math.Abs(e).ToString(CultureInfo.InvariantCulture);
        return k == 1
            ? $"{sign}{digits}e{exponentText}"
            : $"{sign}{digits[..1]}.{digits[1..]}e{exponentText}";
    }

    private static (string Digits, int PointAt) Decompose(string roundTrip)
    {
        var exponent = 0;
        var at = roundTrip.IndexOf('E', StringComparison.Ordinal);
        if (at >= 0)
        {
            exponent = int.Parse(roundTrip.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            roundTrip = roundTrip[..at];
        }

        var point = roundTrip.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? roundTrip : roundTrip[..point];
        var fraction = point < 0 ? "" : roundTrip[(point + 1)..];
        var digits = whole + fraction;
        var pointAt = whole.Length + exponent;
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits[leading..].TrimEnd('0');
        return (digits, pointAt - leading);
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        var rest = value.AsSpan();
        while (rest.IndexOfAny(Escaped) is var at and >= 0)
        {
            text.Append(rest[..at]);
            _ = rest[at] switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                var c => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
            rest = rest[(at + 1)..];
        }

        text.Append(rest).Append('"');
    }
}
