using System.Globalization;
using BotPerf.Web.Delivery.Mail;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Channels;

/// <summary>The settings of the mail server as a form; what the configuration says is only shown.</summary>
public sealed partial class MailForm
{
    private string _host = "";
    private string _port = "";
    private string _tls = MailSettings.StartTls;
    private string _user = "";
    private string _password = "";
    private string _from = "";
    private string _fromName = "";
    private MailView? _filled;
    private bool _isFilled;
    private FieldProblem? _own;

    /// <summary>Null: none is set.</summary>
    [Parameter] public MailView? View { get; set; }

    /// <summary>What the server finds wrong.</summary>
    [Parameter] public FieldProblem? Wrong { get; set; }
    [Parameter] public bool Busy { get; set; }
    [Parameter, EditorRequired] public EventCallback<MailDraft> OnSave { get; set; }

    private bool IsFixed => View is { IsConfigured: true };

    protected override void OnParametersSet()
    {
        if (_isFilled && _filled == View)
            return;

        (_filled, _isFilled, _password) = (View, true, "");
        (_host, _tls, _user) = (View?.Host ?? "", View?.Tls ?? MailSettings.StartTls, View?.User ?? "");
        (_from, _fromName) = (View?.From ?? "", View?.FromName ?? "");
        _port = (View?.Port ?? MailSettings.DefaultPort).ToString(CultureInfo.InvariantCulture);
    }

    private Task SubmitAsync()
    {
        _own = null;
        if (!int.TryParse(_port, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            _own = new FieldProblem("port", "A whole number from 1 to 65,535.");
            return Task.CompletedTask;
        }

        return OnSave.InvokeAsync(new MailDraft(_host, port, _tls, _user, _password, _from, _fromName));
    }

    private string? Says(string field) => (_own ?? Wrong) is { } problem && problem.Field == field ? problem.Plain : null;

    private string Css(string field) => Says(field) is null ? "hint" : "problem";

    private string? Invalid(string field) => Says(field) is null ? null : "true";
}
