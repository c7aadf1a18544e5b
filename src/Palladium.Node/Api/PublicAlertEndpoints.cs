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
/// What the public was told, for anyone. Every member's node serves all messages that it holds, so that the public is told
/// also when the member that spoke is gone.
/// </summary>
internal sealed class PublicAlertEndpoints(IncidentBook book, AlertCaps caps, NetworkDirectory network, TimeProvider clock) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.PublicAtom, Feed).AllowAnonymous()
            .WithSummary("Messages to the public as an Atom feed of CAP 1.2. For anyone.");
        routes.MapGet("/public/alerts/{id}.cap", Cap).AllowAnonymous()
            .WithSummary("A message to the public as CAP 1.2 XML. For anyone.");
    }

    private IResult Feed(HttpContext http)
    {
        var here = $"{http.Request.Scheme}://{http.Request.Host}";
        var entries = book.All
            .Where(state => state.Messages.Count > 0)
            .Select(state => (Latest: state.Messages[^1].Body, Cap: CapOf(state)))
            .OrderByDescending(message => message.Latest.Sent)
            .Select(message => new AtomEntry($"urn:palladium:message:{message.Latest.Message.Hex}", message.Latest.Headline, message.Latest.Sent)
            {
                Link = new Uri($"{here}{PalladiumRoutes.To.PublicCap(message.Latest.Message.Hex)}"),
                Summary = message.Latest.Text,
                Inline = message.Cap,
            }).ToArray();
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

    private IResult Cap(string id)
    {
        var state = EntryId.Parse(id).Accepted(out var message, out _)
            ? book.All.FirstOrDefault(incident => incident.Messages.Any(m => m.Body.Message == message))
            : null;
        return state is null
            ? Problems.NotFound("id", "There is no such message to the public.")
            : Results.Bytes(CapOf(state), "application/cap+xml");
    }

    private byte[] CapOf(IncidentState state) =>
        CapWriter.Write(caps.Cap.Of([.. state.Messages.Select(message => message.Body)])).Accepted(out var xml, out var refusal)
            ? xml
            : throw new InvalidOperationException($"A public message could not be written as CAP: {refusal}");
}
