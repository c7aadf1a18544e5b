using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Palladium.Web.Contract;
using Palladium.Web.Parts;

namespace Palladium.Web.Pages;

public sealed partial class Watch
{
    private static readonly (string, string)[] Layers =
        [("sites", "Sites"), ("cameras", "Cameras"), ("sensors", "Sensors"), ("units", "Units"), ("alerts", "Alerts")];

    private readonly HashSet<string> _off = [];
    private ElementReference _map;
    private IJSObjectReference? _script;
    private DotNetObjectReference<Watch>? _self;
    private Selection? _selected;
    private bool _mine;
    private string _units = "–";

    /// <summary>A unit to show at once, <c>owner/id</c>.</summary>
    [SupplyParameterFromQuery]
    public string? Unit { get; set; }

    private IEnumerable<AlertSummaryDto> Open => Picture.Alerts.Where(alert =>
        (!_mine || alert.Mine) && (alert.State == OpenState.Open || Time.GetUtcNow() - alert.Sent < TimeSpan.FromMinutes(15)));

    /// <summary>Called by the map when something on it is chosen; null closes the card.</summary>
    [JSInvokable]
    public void Choose(Selection? selection)
    {
        _selected = selection;
        StateHasChanged();
    }

    /// <summary>Called by the map when the number of units changed.</summary>
    [JSInvokable]
    public void CountUnits(int count)
    {
        _units = count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        StateHasChanged();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (_script is not null)
        {
            try
            {
                await _script.InvokeVoidAsync("close", _map);
                await _script.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser is gone, and the map with it.
            }
        }

        _self?.Dispose();
    }

    /// <inheritdoc />
    protected override bool Concerns(string eventName) => eventName is StreamEvents.Alert or StreamEvents.Source or StreamEvents.Member;

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        var city = await Api.GetAsync<CityDto>(PalladiumRoutes.City, Gone);
        if (city.Value is { } known)
        {
            City.Use(known.TimeZone);
        }

        _self = DotNetObjectReference.Create(this);
        _script = await Script.InvokeAsync<IJSObjectReference>("import", "/console/js/map.js");
        await _script.InvokeVoidAsync("open", _map, _self, city.Value, Unit);
    }

    private static string Word(bool pressed) => pressed ? "true" : "false";

    private async Task SwitchAsync(string layer, bool on)
    {
        _ = on ? _off.Remove(layer) : _off.Add(layer);
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("show", _map, layer, on);
        }
    }

    private async Task PointAtAsync(AlertSummaryDto alert)
    {
        if (_script is not null && alert.Place is not null)
        {
            await _script.InvokeVoidAsync("pointAt", _map, alert.Id);
        }
    }

    private async Task CloseAsync()
    {
        _selected = null;
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("unselect", _map);
        }
    }
}
