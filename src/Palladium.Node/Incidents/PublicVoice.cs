using System.Globalization;
using Palladium.Doctrine.Plans;
using Palladium.Doctrine.Thresholds;
using Palladium.Node.Network;
using Palladium.Node.Picture;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Incidents;

/// <summary>What this member tells the public about an incident. Whether it may is decided before, by the caller.</summary>
internal sealed class PublicVoice(
    NetworkDirectory network, IncidentBook book, IncidentPlans plans, IncidentEntries entries, AlertBook alerts, CityMap city, TimeProvider clock)
{
    /// <summary>Tells the public who leads now, in the plan's own words: it hears from the new leader at once.</summary>
    public async Task TellOfLeadAsync(IncidentState state, IncidentBody body, Plan plan, MemberId before, CancellationToken cancellation)
    {
        var template = plan.Messages.FirstOrDefault(message => message.Id == "update") ?? plan.Messages.FirstOrDefault();
        if (template is null)
        {
            return;
        }

        var (headline, text, instruction) = template.Fill(new Dictionary<string, string>
        {
            ["area"] = state.Messages.Count > 0 ? state.Messages[^1].Body.Area : AreaOf(body),
            ["event"] = plan.Name,
            ["member"] = network.Self.Name,
            ["time"] = clock.GetUtcNow().ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture),
            ["site"] = "",
        });
        var line = $"{network.Self.Name} leads the response now, in place of {network.NameOf(before)}.";
        await PublishAsync(state, headline, $"{text} {line}".Trim(), instruction, cancellation);
    }

    /// <summary>Writes the next message of an incident and hands it to every member.</summary>
    public async Task<PublicMessageBody> PublishAsync(
        IncidentState state, string headline, string text, string instruction, CancellationToken cancellation)
    {
        var body = state.Current!.Body;
        var latest = state.Messages.Count > 0 ? state.Messages[^1].Body : null;
        var message = new PublicMessageBody
        {
            Message = latest?.Message ?? EntryId.Fresh(),
            Incident = state.Id,
            Term = state.Term,
            Revision = (latest?.Revision ?? 0) + 1,
            Status = body.Status,
            MessageType = latest is null ? AlertMessageType.Alert : AlertMessageType.Update,
            Severity = latest?.Severity ?? plans.PlanOf(body.Plan)?.Messages.FirstOrDefault()?.Severity ?? AlertSeverity.Unknown,
            Headline = headline,
            Text = text,
            Instruction = instruction,
            Area = AreaOf(body),
            Sender = network.Self.Id,
            Sent = BodyTime.Sayable(clock.GetUtcNow()),
        };
        await entries.WriteAsync(
            EntryKinds.PublicMessage, message.ToCanonicalBytes(), body,
            (place, _) => book.Apply(new Recorded<PublicMessageBody>(message, place)), cancellation);
        return message;
    }

    private string AreaOf(IncidentBody body)
    {
        var area = body.Alerts
            .Select(id => EntryId.Parse(id).Accepted(out var alert, out _) ? alerts.Find(alert)?.Latest.Body.Area : null)
            .FirstOrDefault(found => !string.IsNullOrEmpty(found));
        // Never the title: it is the members' own word for it, and not written for the public.
        return area ?? city.Info().Name;
    }
}
