using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Palladium.Cedar.Json;

/// <summary>Writes values, uids and whole documents; what it writes needs no schema to be read again.</summary>
internal static class JsonValueWriter
{
    /// <param name="write">Writes the document.</param>
    /// <param name="isIndented">Not for policies: chains of <c>&amp;&amp;</c> nest as deep as they are long.</param>
    public static string Document(Action<Utf8JsonWriter> write, bool isIndented = true)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = isIndented, MaxDepth = int.MaxValue };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter json, CedarValue value)
    {
        switch (value)
        {
            case CedarBool v:
                json.WriteBooleanValue(v.Value);
                break;
            case CedarLong v:
                json.WriteNumberValue(v.Value);
                break;
            case CedarString v:
                json.WriteStringValue(v.Value);
                break;
            case CedarEntity v:
                json.WriteStartObject();
                Uid(json, "__entity", v.Uid);
                json.WriteEndObject();
                break;
            case CedarSet v:
                json.WriteStartArray();
                foreach (var item in v)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case CedarRecord v:
                Record(json, v);
                break;
            case CedarDecimal v:
                Extension(json, "decimal", v.Text);
                break;
            case CedarIp v:
                Extension(json, "ip", v.Text);
                break;
            case CedarDuration v:
                Extension(json, "duration", v.Text);
                break;
            case CedarDatetime v:
                Datetime(json, v);
                break;
            default:
                throw new InvalidOperationException($"no JSON for {value.GetType().Name}");
        }
    }

    public static void Record(Utf8JsonWriter json, CedarRecord record)
    {
        json.WriteStartObject();
        foreach (var (name, value) in record.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
    }

    public static void Uid(Utf8JsonWriter json, string name, EntityUid uid)
    {
        json.WritePropertyName(name);
        Uid(json, uid);
    }

    public static void Uid(Utf8JsonWriter json, EntityUid uid)
    {
        json.WriteStartObject();
        json.WriteString("type", uid.Type);
        json.WriteString("id", uid.Id);
        json.WriteEndObject();
    }

    private static void Extension(Utf8JsonWriter json, string function, string argument)
    {
        json.WriteStartObject();
        json.WriteStartObject("__extn");
        json.WriteString("fn", function);
        json.WriteString("arg", argument);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Moments outside the years 1 to 9999 have no text of their own.
    private static void Datetime(Utf8JsonWriter json, CedarDatetime moment)
    {
        if (moment.Text is { } text)
        {
            Extension(json, "datetime", text);
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("__extn");
        json.WriteString("fn", "offset");
        json.WriteStartArray("args");
        Extension(json, "datetime", "1970-01-01");
        Extension(json, "duration", string.Create(CultureInfo.InvariantCulture, $"{moment.Milliseconds}ms"));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
