using Palladium.Doctrine.Thresholds;
using Palladium.Operations.Alerts;
using Palladium.Records.Entries;
using Palladium.Records.Scene;

namespace Palladium.Tests.Operations;

/// <summary>An alert of high water to begin with; tests change what they are about.</summary>
internal static class AlertSamples
{
    public static AlertBody Of(EntryId alert, DateTimeOffset sent) => new()
    {
        Alert = alert,
        Revision = 1,
        Status = AlertStatus.Actual,
        MessageType = AlertMessageType.Alert,
        Rule = "water-level.port",
        Source = "quay/level",
        SourceKind = "water-level",
        Public = false,
        Site = "",
        Feed = Feed.Live,
        Severity = AlertSeverity.Severe,
        Urgency = "Immediate",
        Certainty = "Observed",
        Category = "Met",
        Event = "Flood",
        Headline = "High water",
        Description = "",
        Instruction = "",
        Area = "",
        Onset = sent,
        Sent = sent,
        MustKnow = ["police"],
    };
}
