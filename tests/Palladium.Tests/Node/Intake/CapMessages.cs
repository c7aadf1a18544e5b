using System.Text;

namespace Palladium.Tests.Node.Intake;

/// <summary>CAP 1.2 messages as an office would send them.</summary>
internal static class CapMessages
{
    public static string Of(
        string identifier, string status = "Actual", string type = "Alert", string scope = "Public", string category = "Met",
        string severity = "Severe", string headline = "Storm over the bay", string? references = null, string sent = "2026-11-23T12:00:00-00:00") => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier><sender>office@weather.invalid</sender><sent>{sent}</sent>
        <status>{status}</status><msgType>{type}</msgType><scope>{scope}</scope>{(scope == "Restricted" ? "<restriction>Responders</restriction>" : "")}
        {(references is null ? "" : $"<references>office@weather.invalid,{references},{sent}</references>")}
        <info><category>{category}</category><event>Storm</event><urgency>Immediate</urgency><severity>{severity}</severity><certainty>Observed</certainty>
        <headline>{headline}</headline><area><areaDesc>The bay</areaDesc></area></info></alert>
        """;

    public static StringContent Content(string message) => new(message, Encoding.UTF8, "application/cap+xml");
}
