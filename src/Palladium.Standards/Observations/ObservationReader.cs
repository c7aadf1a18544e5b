using System.Text.Json;
using Palladium.Records;

namespace Palladium.Standards.Observations;

/// <summary>
/// Reads readings from JSON: <c>{"value":2.41,"time":"2026-11-23T17:00:00Z","unit":"m"}</c> where the source is known
/// from elsewhere (an MQTT topic), the same with <c>"source"</c>, or many as <c>{"observations":[...]}</c>. <c>time</c> and
/// <c>unit</c> may be left out. Members that
/// are not known are passed over, so that a device may say more than is asked. A message is taken whole or not at all.
/// No exception leaves it.
/// </summary>
/// <remarks>
/// Rules: <c>observation.too-large</c>, <c>observation.json</c>, <c>observation.object</c>, <c>observation.count</c>,
/// <c>source.missing</c>, <c>source.form</c>, <c>source.differs</c>, <c>value.missing</c>, <c>value.not-a-number</c>, <c>value.not-finite</c>, <c>value.range</c>,
/// <c>time.form</c>, <c>time.future</c>, <c>time.too-old</c>, <c>unit.form</c>. Fields are JSON pointers.
/// </remarks>
public static class ObservationReader
{
    private static readonly ObservationLimits Defaults = new();

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads one reading of a source that is already known.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="source">The source; a <c>source</c> in the message must then be the same.</param>
    /// <param name="now">The node's clock.</param>
    /// <param name="limits">Null for the defaults.</param>
    public static Outcome<ObservationReading> ReadOne(
        ReadOnlyMemory<byte> json, string source, DateTimeOffset now, ObservationLimits? limits = null)
    {
        limits ??= Defaults;
        if (!Open(json, limits).Accepted(out var document, out var refusal))
        {
            return refusal;
        }

        using (document)
        {
            return ObservationForm.Read(document.RootElement, "", source, now, limits);
        }
    }

    /// <summary>Reads one reading or many; each names its source.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="now">The node's clock.</param>
    /// <param name="limits">Null for the defaults.</param>
    /// <returns>At least one reading, in the sender's order; or the first thing that is wrong.</returns>
    public static Outcome<IReadOnlyList<ObservationReading>> ReadMany(
        ReadOnlyMemory<byte> json, DateTimeOffset now, ObservationLimits? limits = null)
    {
        limits ??= Defaults;
        if (!Open(json, limits).Accepted(out var document, out var refusal))
        {
            return refusal;
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("observations", out var list))
            {
                return ObservationForm.Read(root, "", null, now, limits).Accepted(out var one, out refusal)
                    ? new[] { one }
                    : refusal;
            }

            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0 || list.GetArrayLength() > limits.MaxCount)
            {
                return new Refusal(
                    "/observations", "observation.count", $"observations is an array of 1 to {limits.MaxCount} readings.");
            }

            var readings = new List<ObservationReading>(list.GetArrayLength());
            foreach (var item in list.EnumerateArray())
            {
                if (!ObservationForm.Read(item, $"/observations/{readings.Count}", null, now, limits).Accepted(out var reading, out refusal))
                {
                    return refusal;
                }

                readings.Add(reading);
            }

            return readings;
        }
    }

    private static Outcome<JsonDocument> Open(ReadOnlyMemory<byte> json, ObservationLimits limits)
    {
        if (json.Length > limits.MaxBytes)
        {
            return new Refusal("", "observation.too-large", $"The message has {json.Length} bytes; at most {limits.MaxBytes} are read.");
        }

        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (JsonException e)
        {
            return new Refusal("", "observation.json", $"It is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
        catch (InvalidOperationException)
        {
            // The check for members that are there twice throws this on a name with a lone surrogate.
            return new Refusal("", "observation.json", "It is not JSON: a name is not Unicode.");
        }
    }
}
