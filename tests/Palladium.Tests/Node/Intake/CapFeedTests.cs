using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Palladium.Node.Intake;
using Palladium.Operations.Alerts;
using Palladium.Records.Scene;
using Palladium.Standards.Atom;

namespace Palladium.Tests.Node.Intake;

/// <summary>A real node that follows an Atom feed of CAP alerts on a real HTTP server.</summary>
public sealed class CapFeedTests : IAsyncLifetime
{
    private readonly List<(string Title, string Document)> _messages = [];
    private readonly WebApplication _site;

    public CapFeedTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _site = builder.Build();
        _site.MapGet("/alerts.atom", () => Results.Bytes(Written(), "application/atom+xml"));
        _site.MapGet("/alerts/{number:int}", (int number) => Results.Text(Messages()[number].Document, "application/cap+xml"));
    }

    public async ValueTask InitializeAsync() => await _site.StartAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Alerts_are_fetched_once_bad_ones_are_counted_and_leave_the_others_alone_also_after_a_restart()
    {
        Add("Storm", CapMessages.Of("storm-1"));
        Add("Broken", "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">");
        Add("Illness", CapMessages.Of("illness-1", category: "Health", severity: "Minor"));
        await using var folder = await NodeFolder.WithDoctrineAsync($"""
            [[feeds]]
            id = "office"
            kind = "cap-atom"
            url = "{Address}alerts.atom"
            every_seconds = 1
            feed = "replay"
            """);
        using (await folder.StartAsync())
        {
            await FoundedNetwork.UntilAsync(() => Book(folder).All.Count() == 2 && Part<Refusals>(folder).CountOf("atom") > 0);
            Assert.All(Book(folder).All, alert => Assert.Equal(Feed.Replay, alert.Latest.Body.Feed));
            Assert.Equal("cap.xml.malformed", Assert.Single(Part<Refusals>(folder).All, refusal => refusal.Intake == "atom").Last.Rule);
        }

        await folder.StopAsync();
        Add("Storm over", CapMessages.Of("storm-2", type: "Cancel", references: "storm-1"));
        using (await folder.StartAsync())
        {
            await FoundedNetwork.UntilAsync(() => Book(folder).All.Any(alert => !alert.IsOpen));
            Assert.Equal(2, Book(folder).All.Count());
            Assert.Equal(2, Book(folder).All.Single(alert => !alert.IsOpen).Revisions.Count);
        }
    }

    private string Address => _site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/";

    private static AlertBook Book(NodeFolder folder) => Part<AlertBook>(folder);

    private static T Part<T>(NodeFolder folder)
        where T : notnull => folder.App!.Services.GetRequiredService<T>();

    private void Add(string title, string document)
    {
        lock (_messages)
        {
            _messages.Add((title, document));
        }
    }

    private (string Title, string Document)[] Messages()
    {
        lock (_messages)
        {
            return [.. _messages];
        }
    }

    private byte[] Written()
    {
        var entries = Messages().Select((message, i) => new AtomEntry($"urn:test:{i}", message.Title, DateTimeOffset.UnixEpoch.AddDays(i))
        {
            Link = new Uri($"{Address}alerts/{i}"),
        }).Reverse().ToArray();
        return AtomWriter.Write(new AtomFeed("urn:test", "Office", entries[0].Updated, entries) { Author = "Office" }).Value;
    }
}
