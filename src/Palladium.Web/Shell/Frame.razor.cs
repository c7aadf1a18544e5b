using Microsoft.AspNetCore.Components;
using Palladium.Web.Contract;

namespace Palladium.Web.Shell;

public sealed partial class Frame
{
    private static readonly (string, string)[] Pages =
    [
        ("/", "Watch"), ("/incidents", "Incidents"), ("/sources", "Sources"), ("/network", "Network"), ("/log", "Log"), ("/doctrine", "Doctrine"),
    ];

    private static readonly (string, string)[] VisitorPages = [("/log", "Log"), ("/about", "About")];

    private static readonly (string, string, string)[] Thumbs =
    [
        ("/", "Watch", "M3 5l5-2 4 2 5-2v12l-5 2-4-2-5 2zM8 3v12M12 5v12"),
        ("/incidents", "Incidents", "M10 3l8 14H2zM10 8v4M10 14.500v.100"),
        ("/sources", "Sources", "M10 17v-7M6 13a6 6 0 1 1 8 0M3.500 15.500a9 9 0 1 1 13 0"),
        ("/network", "Network", "M10 3v4M10 7l-6 7M10 7l6 7M4 14h12M10 3h.010M4 15.500v.010M16 15.500v.010"),
        ("/log", "Log", "M6 4h11M6 10h11M6 16h11M2.500 4h.010M2.500 10h.010M2.500 16h.010"),
        ("/doctrine", "Doctrine", "M4 3h9l3 3v11H4zM7 9h6M7 13h6"),
    ];

    private static readonly (string, string, string)[] VisitorThumbs =
    [
        ("/log", "Log", "M6 4h11M6 10h11M6 16h11M2.500 4h.010M2.500 10h.010M2.500 16h.010"),
        ("/about", "About", "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM10 9v5M10 6v.100"),
        ("/signin", "Sign in", "M8 3h8v14H8M3 10h9M9 7l3 3-3 3"),
    ];

    private MeDto? _me;
    private bool _invented;
    private string _where = "";

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var place = await Api.GetAsync<PublicNetworkDto>(PalladiumRoutes.PublicNetwork);
        _me = (await Api.GetAsync<MeDto>(PalladiumRoutes.Me)).Value;
        if (place.Value is { } network)
        {
            City.Use(network.TimeZone);
            _invented = network.InventedMembers;
            _where = $"{network.City} · {network.Members.FirstOrDefault(member => member.Id == network.Self)?.Name ?? network.Self}";
        }
    }

    private static string Initials(string name) => string.Concat(
        name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => char.ToUpperInvariant(word[0])));

    private bool IsHere(string address)
    {
        var here = "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('?')[0];
        return address == "/" ? here is "/" || here.StartsWith("/alerts/", StringComparison.Ordinal) : here.StartsWith(address, StringComparison.Ordinal);
    }
}
