using Palladium.Node.Alerts;
using Palladium.Node.Hosting;
using Palladium.Node.Network;
using Palladium.Operations.Incidents;
using Palladium.Records.Entries;
using Palladium.Standards.Atom;
using Palladium.Standards.Cap;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>
/// What the public is told, for anyone: messages to the public, and the alerts that the doctrine lets a member show. Every member's
/// node serves all that it holds, so that the public is told also when the member that spoke is gone.
/// </summary>
internal sealed class PublicAlertEndpoints(
    IncidentBook book, PublicAlerts alerts, AlertCaps caps, NetworkDirectory network, TimeProvider clock) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.PublicAtom, (Delegate)FeedAsync).AllowAnonymous()
            .WithSummary("Messages and alerts to the public as an Atom feed of CAP 1.2. For anyone.");
        routes.MapGet("/public/alerts/{id}.cap", CapAsync).AllowAnonymous()
            .WithSummary("A message or an alert to the public as CAP 1.2 XML. For anyone.");
    }

    private async Task<IResult> FeedAsync(HttpContext http)
    {
        var here = $"{http.Request.Scheme}://{http.Request.Host}";
        var messages = book.All
            .Where(state => state.Messages.Count > 0)
            .Select(state => (Latest: state.Messages[^1].Body, Cap: CapOf(state)))
            .Select(message => new AtomEntry($"urn:palladium:message:{message.Latest.Message.Hex}", message.Latest.Headline, message.Latest.Sent)
            {
                Link = new Uri($"{here}{PalladiumRoutes.To.PublicCap(message.Latest.Message.Hex)}"),
                Summary = message.Latest.Text,
                Inline = message.Cap,
            });
        var shown = (await alerts.AllAsync(http.RequestAborted))
            .Select(alert => new AtomEntry($"urn:palladium:alert:{alert.Id.Hex}", alert.Latest.Body.Headline, alert.Latest.Body.Sent)
            {
                Link = new Uri($"{here}{PalladiumRoutes.To.PublicCap(alert.Id.Hex)}"),
                Summary = alert.Latest.Body.Description,
                Inline = caps.DocumentOf(alert),
            });
        var entries = messages.Concat(shown).OrderByDescending(entry => entry.Updated).ToArray();
        var feed = new AtomFeed(
            $"urn:palladium:public:{network.Self.Id}", "Messages to the public",
            entries.Length > 0 ? entries[0].Updated : clock.GetUtcNow(), entries)
        {
            Author = network.Self.Name,
            Self = new Uri($"{here}{PalladiumRoutes.PublicAtom}"),
        };
        http.Response.Headers.CacheControl = "public, max-age=1";
        return AtomWriter.Write(feed).Accepted(out var xml, out var refusal)
            ? Results.Bytes(xml, "application/atom+xml")
            : throw new InvalidOperationException($"The public feed could not be written: {refusal}");
    }

    private async Task<IResult> CapAsync(HttpContext http, string id)
    {
        if (!EntryId.Parse(id).Accepted(out var wanted, out _))
        {
            return Missing();
        }

        if (book.All.FirstOrDefault(incident => incident.Messages.Any(m => m.Body.Message == wanted)) is { } state)
        {
            return Results.Bytes(CapOf(state), AlertCaps.MediaType);
        }

        return (await alerts.AllAsync(http.RequestAborted)).FirstOrDefault(alert => alert.Id == wanted) is { } shown
            ? Results.Bytes(caps.DocumentOf(shown), AlertCaps.MediaType)
            : Missing();
    }

    private static IResult Missing() => Problems.NotFound("id", "There is no such message to the public.");

    private byte[] CapOf(IncidentState state) =>
        CapWriter.Write(caps.Cap.Of([.. state.Messages.Select(message => message.Body)])).Accepted(out var xml, out var refusal)
            ? xml
            : throw new InvalidOperationException($"A public message could not be written as CAP: {refusal}");
}
